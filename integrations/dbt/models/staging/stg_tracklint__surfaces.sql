{{ latest_run('surfaces') }}
