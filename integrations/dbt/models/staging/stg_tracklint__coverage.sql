{{ latest_run('coverage') }}
