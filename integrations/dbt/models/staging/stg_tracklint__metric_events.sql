{{ latest_run('metric_events') }}
