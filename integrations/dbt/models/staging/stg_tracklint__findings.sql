{{ latest_run('findings') }}
