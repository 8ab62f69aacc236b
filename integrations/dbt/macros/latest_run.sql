{#- The rows of the latest complete run of each project. -#}
{% macro latest_run(table) %}
select t.*
from {{ source('tracklint', table) }} as t
inner join {{ ref('tracklint_latest_runs') }} as latest
    on t.run_id = latest.run_id
{% endmacro %}

{#- A condition for the runs that count. -#}
{% macro is_usable(prefix='') %}
{%- if var('tracklint_complete_only', true) -%}
{{ prefix }}is_complete
{%- else -%}
1 = 1
{%- endif -%}
{% endmacro %}

{#- The user's relation of a variable, or no rows with these columns. -#}
{% macro own_relation(variable, columns) %}
{%- if var(variable, '') != '' -%}
select
    {%- for name, type in columns %}
    cast({{ name }} as {{ api.Column.translate_type(type) }}) as {{ name }}{{ "," if not loop.last }}
    {%- endfor %}
from {{ var(variable) }}
{%- else -%}
select
    {%- for name, type in columns %}
    cast(null as {{ api.Column.translate_type(type) }}) as {{ name }}{{ "," if not loop.last }}
    {%- endfor %}
from {{ source('tracklint', 'runs') }}
where 1 = 0
{%- endif -%}
{% endmacro %}
