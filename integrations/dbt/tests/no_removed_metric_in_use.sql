select *
from {{ ref('dead_references') }}
where verdict = 'removed'
