from __future__ import annotations

from django.urls import path

from secondslice.dashboard.views import customers, plan
from secondslice.dashboard.views import files as views

app_name = "dashboard"
urlpatterns = [
    path("today/", views.today, name="today"),
    path("search/", views.search, name="search"),
    path("projects/<uuid:ref>/", views.project, name="project"),
    path("customers/", customers.customer_list, name="customers"),
    path("customers/<uuid:ref>/", views.customer, name="customer"),
    path("customers/people/<uuid:ref>/", views.person, name="person"),
    path("pulse/plan/", plan.plan, name="plan"),
    path("pulse/plan/people/", plan.people, name="plan_people"),
    path("pulse/plan/projects/", plan.projects, name="plan_projects"),
    path("pulse/plan/left-out/", plan.left_out, name="left_out"),
]
