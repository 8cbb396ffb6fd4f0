from django.urls import path

from accounts.views import (
    class_logins,
    classes,
    contacts,
    emulation,
    login_lists,
    parent_resets,
    parents,
    register,
    schools,
    staff,
    staff_member,
    students,
)
from accounts.views.asked import asked
from accounts.views.choose_password import choose_password
from accounts.views.sign_in import sign_in, sign_out

app_name = "accounts"
urlpatterns = [
    path("sign-in", sign_in, name="sign-in"),
    path("sign-out", sign_out, name="sign-out"),
    path("asked", asked, name="asked"),
    path("register", register.ways, name="register"),
    path("register/facts", register.facts, name="register-facts"),
    path("choose-password", choose_password, name="choose-password"),
    path("manage/student-logins", classes.classes, name="classes"),
    path("manage/student-logins/create", class_logins.create_logins, name="create-logins"),
    path("manage/student-logins/reset", class_logins.reset_logins, name="reset-logins"),
    path("manage/student-logins/show", class_logins.show_access_codes, name="show-logins"),
    path("manage/student-logins/<int:class_id>", classes.class_logins, name="class-logins"),
    path("manage/lists/<slug:serial>", login_lists.login_list, name="login-list"),
    path("manage/lists/<slug:serial>/csv", login_lists.login_list_as_csv, name="login-list-csv"),
    path("manage/staff", staff.staff, name="staff"),
    path("manage/staff/create", staff.create_logins, name="create-staff-logins"),
    path("manage/staff/reset", staff.reset_logins, name="reset-staff-logins"),
    path("manage/staff/<int:staff_id>", staff_member.staff_member, name="staff-member"),
    path("manage/staff/<int:staff_id>/roles", staff_member.give, name="give-staff-role"),
    path("manage/staff/<int:staff_id>/roles/<int:role_id>", staff_member.extras, name="staff-extras"),
    path("manage/staff/<int:staff_id>/roles/<int:role_id>/end", staff_member.end, name="end-staff-role"),
    path("manage/accounts/<int:account_id>/emulate", emulation.emulate, name="emulate"),
    path("emulation/return", emulation.end, name="end-emulation"),
    path("emulation/over", emulation.over, name="emulation-over"),
    path("students", students.student_search, name="student-search"),
    path("students/<int:student_id>", students.student, name="student"),
    path("manage/parents", parents.parents, name="parents"),
    path("manage/parents/reset", parent_resets.reset, name="reset-parents"),
    path("manage/addresses", contacts.corrected, name="corrected-addresses"),
    path("contacts/<int:contact_id>/address", contacts.correct, name="correct-address"),
    path("manage/schools", schools.schools, name="schools"),
    path("manage/schools/<int:school_id>", schools.school, name="school"),
    path("manage/schools/<int:school_id>/open", schools.open_to_parents, name="open-school"),
]
