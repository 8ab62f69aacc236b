{#- The rows of the latest complete run of each project. -#}
{% macro latest_run(table) %}
select t.*
from {{ source('tracklint', table) }} as t
inner join {{ ref('tracklint_latest_runs') }} as latest
    on t.run_id = latest.run_id
{% endmacro %}

{#- The user's relation of a variable, or no rows with these columns. -#}
{% macro own_relation(variable, columns) %}
{%- if var(variable, '') != '' -%}
select
    {%- for name, type in columns %}
    cast({{ name }} as {{ type }}) as {{ name }}{{ "," if not loop.last }}
    {%- endfor %}
from {{ var(variable) }}
{%- else -%}
select
    {%- for name, type in columns %}
    cast(null as {{ type }}) as {{ name }}{{ "," if not loop.last }}
    {%- endfor %}
from {{ source('tracklint', 'runs') }}
where 1 = 0
{%- endif -%}
{% endmacro %}
