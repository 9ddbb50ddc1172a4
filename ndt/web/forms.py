"""How the house draws forms."""

from django.forms.renderers import TemplatesSetting


class HouseRenderer(TemplatesSetting):
    """Render every form field with label, hint and error in the house's components."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"
