{{ latest_run('feature_events') }}
