from django.db import migrations

from lms.foundation.append_only import append_only_operations

TABLES = ("certificates_registerentry", "certificates_registercheckpoint", "certificates_certificatefile", "certificates_revocation")


class Migration(migrations.Migration):
    dependencies = [("certificates", "0003_add_register_chain_signing_paper_and_credentials")]

    operations = [operation for table in TABLES for operation in append_only_operations(table)]
