-- Events as the code has them, beside the events that arrived.
with arrived as (
    {{ own_relation('behavior_events', [('event_category', 'string'), ('event_action', 'string'), ('event_label', 'string'), ('event_property', 'string'), ('max_timestamp', 'timestamp')]) }}
),

seen as (
    select
        event_action,
        coalesce(event_category, '') as event_category,
        max(max_timestamp) as last_seen_at
    from arrived
    group by event_action, coalesce(event_category, '')
),

seen_by_name as (
    select
        event_action,
        max(last_seen_at) as last_seen_at
    from seen
    group by event_action
),

known as (
    select
        events.*,
        coalesce(seen.last_seen_at, seen_by_name.last_seen_at) as last_seen_at
    from {{ ref('stg_tracklint__events') }} as events
    left join seen
        on events.event_name = seen.event_action
        and events.event_category = seen.event_category
    -- An event without a category is found by its name.
    left join seen_by_name
        on events.event_name = seen_by_name.event_action
        and events.event_category is null
)

select
    event_key,
    event_name,
    system,
    event_category,
    verdict,
    product_group,
    last_seen_at,
    case
        when verdict in ('live', 'maybe') and last_seen_at is null then 'live-but-never-seen'
        when verdict in ('unused', 'removed') and last_seen_at is not null then 'seen-but-' || verdict
        when verdict = 'undefined' then 'undefined'
        when last_seen_at is null then 'not-sent'
        else 'healthy'
    end as health
from known

union all

select
    null as event_key,
    seen.event_action as event_name,
    null as system,
    seen.event_category,
    null as verdict,
    null as product_group,
    seen.last_seen_at,
    'seen-but-unknown' as health
from seen
left join {{ ref('stg_tracklint__events') }} as events
    on seen.event_action = events.event_name
where events.event_name is null
