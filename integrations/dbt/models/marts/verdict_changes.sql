-- Verdicts that differ from those of the run before, for metrics and features.
with runs as (
    select
        run_id,
        project,
        committed_at,
        lag(run_id) over (partition by project order by committed_at, run_id) as previous_run_id
    from {{ source('tracklint', 'runs') }}
    where {{ is_usable() }}
),

verdicts as (
    select
        run_id,
        'metric' as subject_kind,
        metrics_path as subject,
        verdict
    from {{ source('tracklint', 'metrics') }}

    union all

    select
        run_id,
        feature_kind as subject_kind,
        feature_id as subject,
        verdict
    from {{ source('tracklint', 'features') }}
),

pairs as (
    select
        runs.run_id,
        runs.previous_run_id,
        runs.project,
        runs.committed_at,
        verdicts.subject_kind,
        verdicts.subject,
        verdicts.verdict as verdict_after,
        cast(null as {{ api.Column.translate_type('string') }}) as verdict_before
    from runs
    inner join verdicts on runs.run_id = verdicts.run_id
    where runs.previous_run_id is not null

    union all

    select
        runs.run_id,
        runs.previous_run_id,
        runs.project,
        runs.committed_at,
        verdicts.subject_kind,
        verdicts.subject,
        cast(null as {{ api.Column.translate_type('string') }}) as verdict_after,
        verdicts.verdict as verdict_before
    from runs
    inner join verdicts on runs.previous_run_id = verdicts.run_id
),

compared as (
    select
        run_id,
        previous_run_id,
        project,
        committed_at,
        subject_kind,
        subject,
        max(verdict_before) as verdict_before,
        max(verdict_after) as verdict_after
    from pairs
    group by run_id, previous_run_id, project, committed_at, subject_kind, subject
)

select *
from compared
where coalesce(verdict_before, '') <> coalesce(verdict_after, '')
