"""Imports that staff make, and products as they were before them."""

import django.db.models.deletion
from django.db import migrations, models

import shop.models.imports


class Migration(migrations.Migration):

    dependencies = [
        ('shop', '0012_variants'),
    ]

    operations = [
        migrations.CreateModel(
            name='Import',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(editable=False, max_length=200, verbose_name='file')),
                ('file', models.FileField(max_length=300, storage=shop.models.imports.import_storage, verbose_name='file')),
                ('currency', models.CharField(blank=True, help_text='For prices without a currency in the file, such as EUR.', max_length=3, verbose_name='currency')),
                ('mapping', models.TextField(blank=True, help_text='Only for a table whose columns are not recognised: a line each, such as “Benennung=name”.', max_length=5000, verbose_name='columns')),
                ('is_whole', models.BooleanField(default=False, help_text='Products that are not in the file are hidden, never deleted.', verbose_name='the whole catalogue')),
                ('status', models.CharField(choices=[('preview', 'not run yet'), ('refused', 'cannot be read'), ('running', 'running'), ('done', 'done'), ('failed', 'interrupted'), ('undone', 'undone')], default='preview', editable=False, max_length=8, verbose_name='status')),
                ('progress', models.FloatField(default=0.0, editable=False)),
                ('preview', models.JSONField(default=dict, editable=False)),
                ('report', models.JSONField(default=dict, editable=False)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='added')),
            ],
            options={
                'verbose_name': 'import',
                'verbose_name_plural': 'imports',
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='ImportChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sku', models.CharField(max_length=100)),
                ('before', models.JSONField(null=True)),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='shop.import')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('source', 'sku'), name='import_change_once')],
            },
        ),
    ]
