{{ latest_run('call_properties') }}
