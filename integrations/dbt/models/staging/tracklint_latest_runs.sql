with ranked as (
    select
        run_id,
        project,
        committed_at,
        row_number() over (partition by project order by committed_at desc, run_id) as rank_in_project
    from {{ source('tracklint', 'runs') }}
    where {{ is_usable() }}
)

select
    run_id,
    project,
    committed_at
from ranked
where rank_in_project = 1
