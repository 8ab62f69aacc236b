-- The sums of features of all complete runs.
select
    coverage.*,
    runs.project,
    runs.committed_at
from {{ source('tracklint', 'coverage') }} as coverage
inner join {{ source('tracklint', 'runs') }} as runs
    on coverage.run_id = runs.run_id
where {{ is_usable('runs.') }}
