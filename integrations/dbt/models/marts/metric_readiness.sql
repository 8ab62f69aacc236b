-- The checks of a metric that customers rely on, one row for each metric that a consumer reads.
with readers as (
    select
        written as metrics_path,
        count(*) as readers_total,
        max(exposures_total) as exposures_total
    from {{ ref('stg_tracklint__consumer_references') }}
    where reference_kind = 'metric' and not is_pattern
    group by written
)

select
    readers.metrics_path,
    readers.readers_total,
    readers.exposures_total,
    metrics.product_group,
    metrics.metrics_path is not null as is_defined,
    coalesce(metrics.status, '') = 'active' as is_active,
    coalesce(metrics.data_category, '') = 'operational' as is_operational,
    coalesce(metrics.verdict, '') in ('ok', 'partial') as is_sent,
    coalesce(metrics.verdict, '') = 'ok' as is_every_event_sent,
    coalesce(metrics.is_gated_off, false) as is_gated_off,
    coalesce(metrics.is_ready, false) as is_ready,
    metrics.readiness as reason
from readers
left join {{ ref('stg_tracklint__metrics') }} as metrics
    on readers.metrics_path = metrics.metrics_path
