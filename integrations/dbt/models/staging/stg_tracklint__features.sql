{{ latest_run('features') }}
