{{ latest_run('call_events') }}
