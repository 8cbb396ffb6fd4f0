from schools.models.audit_event import AppendOnlyError, AuditEvent
from schools.models.base import DistrictManager, DistrictOwned, DistrictQuerySet
from schools.models.district import District, DistrictHost
from schools.models.job import Job
from schools.models.policy import PasswordPolicy
from schools.models.school import School
from schools.models.staff import StaffAssignment, StaffMember

__all__ = [
    "AppendOnlyError",
    "AuditEvent",
    "District",
    "DistrictHost",
    "DistrictManager",
    "DistrictOwned",
    "DistrictQuerySet",
    "Job",
    "PasswordPolicy",
    "School",
    "StaffAssignment",
    "StaffMember",
]
