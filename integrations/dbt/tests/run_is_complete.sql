select *
from {{ source('tracklint', 'runs') }}
where not is_complete
