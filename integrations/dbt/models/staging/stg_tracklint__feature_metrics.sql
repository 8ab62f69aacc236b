{{ latest_run('feature_metrics') }}
