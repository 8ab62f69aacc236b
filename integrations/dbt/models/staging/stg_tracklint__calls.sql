{{ latest_run('calls') }}
