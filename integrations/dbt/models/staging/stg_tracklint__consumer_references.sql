{{ latest_run('consumer_references') }}
