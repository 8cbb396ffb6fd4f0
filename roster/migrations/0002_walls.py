from django.db import migrations

from schools.walls import Wall

STUDENT, CONTACT, CLASS, SCHOOL = "roster_student", "roster_contact", "roster_schoolclass", "schools_school"


class Migration(migrations.Migration):
    dependencies = [("roster", "0001_initial"), ("schools", "0002_walls")]

    operations = [
        Wall("Student"),
        Wall("StudentSchool", {"student": STUDENT, "school": SCHOOL}),
        Wall("Contact"),
        Wall("StudentContact", {"student": STUDENT, "contact": CONTACT}),
        Wall("AcademicSession"),
        Wall("Course"),
        Wall("SchoolClass", {"school": SCHOOL, "course": "roster_course"}),
        Wall("ClassTeacher", {"school_class": CLASS, "staff": "schools_staffmember"}),
        Wall("Enrolment", {"student": STUDENT, "school_class": CLASS}),
        Wall("ImportRun"),
        Wall("UploadChunk", {"run": "roster_importrun"}),
        Wall("ImportFinding", {"run": "roster_importrun"}),
    ]
