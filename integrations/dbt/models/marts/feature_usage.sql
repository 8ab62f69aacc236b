-- Which launched feature can nobody see, and which of the visible ones does nobody use?
with metric_use as (
    select
        links.feature_kind,
        links.feature_id,
        count(*) as metrics_total,
        sum(case when health.values_above_zero > 0 then 1 else 0 end) as metrics_in_use,
        max(health.last_reported_at) as last_reported_at
    from {{ ref('stg_tracklint__feature_metrics') }} as links
    left join {{ ref('metric_health') }} as health
        on links.metrics_path = health.metrics_path
    group by links.feature_kind, links.feature_id
),

event_use as (
    select
        links.feature_kind,
        links.feature_id,
        count(*) as events_total,
        max(health.last_seen_at) as last_seen_at
    from {{ ref('stg_tracklint__feature_events') }} as links
    left join {{ ref('event_health') }} as health
        on links.event_key = health.event_key
    group by links.feature_kind, links.feature_id
)

select
    features.feature_kind,
    features.feature_id,
    features.title,
    features.verdict,
    features.state,
    features.product_group,
    features.stage,
    features.section,
    features.surfaces_total,
    features.surfaces_tracked,
    coalesce(metric_use.metrics_total, 0) as metrics_total,
    coalesce(metric_use.metrics_in_use, 0) as metrics_in_use,
    coalesce(event_use.events_total, 0) as events_total,
    metric_use.last_reported_at,
    event_use.last_seen_at,
    case
        when features.verdict = 'uninstrumented' then 'invisible'
        when features.verdict <> 'instrumented' then features.verdict
        when metric_use.last_reported_at is null and event_use.last_seen_at is null then 'no-values'
        when coalesce(metric_use.metrics_in_use, 0) = 0 and event_use.last_seen_at is null then 'unused'
        else 'in-use'
    end as usage_state
from {{ ref('stg_tracklint__features') }} as features
left join metric_use
    on features.feature_kind = metric_use.feature_kind
    and features.feature_id = metric_use.feature_id
left join event_use
    on features.feature_kind = event_use.feature_kind
    and features.feature_id = event_use.feature_id
