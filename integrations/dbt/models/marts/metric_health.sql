-- Metrics as the code has them, beside the values that arrived.
with usage as (
    {{ own_relation('ping_metric_values', [('metrics_path', 'string'), ('metric_value', 'float'), ('reported_at', 'timestamp')]) }}
),

arrived as (
    select
        metrics_path,
        count(*) as values_total,
        sum(case when metric_value > 0 then 1 else 0 end) as values_above_zero,
        max(reported_at) as last_reported_at
    from usage
    group by metrics_path
)

select
    coalesce(metrics.metrics_path, arrived.metrics_path) as metrics_path,
    metrics.run_id,
    metrics.verdict,
    metrics.reason,
    metrics.status,
    metrics.data_category,
    metrics.product_group,
    metrics.readers_total,
    coalesce(arrived.values_total, 0) as values_total,
    coalesce(arrived.values_above_zero, 0) as values_above_zero,
    arrived.last_reported_at,
    case
        when metrics.metrics_path is null then 'arrives-but-undefined'
        when metrics.verdict = 'removed' and arrived.metrics_path is not null then 'removed-but-arrives'
        when metrics.verdict = 'orphaned' and coalesce(arrived.values_above_zero, 0) > 0 then 'orphaned-but-in-use'
        when metrics.verdict = 'ok' and arrived.metrics_path is not null and arrived.values_above_zero = 0 then 'ok-but-zero'
        when metrics.verdict = 'removed' then 'removed'
        when arrived.metrics_path is null then 'no-values'
        else 'healthy'
    end as health
from {{ ref('stg_tracklint__metrics') }} as metrics
full outer join arrived
    on metrics.metrics_path = arrived.metrics_path
