{{ latest_run('metrics') }}
