{{ latest_run('events') }}
