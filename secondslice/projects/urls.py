from __future__ import annotations

from django.urls import path

from secondslice.projects.views import importing, milestones, portfolio

app_name = "projects"
urlpatterns = [
    path("projects/", portfolio.project_list, name="list"),
    path("projects/add/", portfolio.add_project, name="add"),
    path("projects/import/", importing.start, name="import"),
    path("projects/import/<uuid:ref>/", importing.run, name="import_run"),
    path("projects/import/<uuid:ref>/read-again", importing.read_again, name="import_read_again"),
    path("projects/import/<uuid:ref>/apply", importing.apply, name="import_apply"),
    path("projects/import/<uuid:ref>/refused.csv", importing.refused_rows, name="import_refused"),
    path("projects/<uuid:ref>/edit/", portfolio.edit_project, name="edit"),
    path("projects/<uuid:ref>/people/", portfolio.stakeholders, name="stakeholders"),
    path("projects/<uuid:ref>/milestones/", milestones.milestones, name="milestones"),
    path("projects/milestones/<uuid:ref>/", milestones.change, name="change_milestone"),
    path("projects/milestones/<uuid:ref>/remove", milestones.remove, name="remove_milestone"),
    path("projects/people/<uuid:ref>/role", portfolio.change_role, name="change_role"),
    path(
        "projects/people/<uuid:ref>/remove", portfolio.remove_stakeholder, name="remove_stakeholder"
    ),
]
