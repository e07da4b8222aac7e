"""Searches are recorded, and the products that were opened from them."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('shop', '0003_entry'),
    ]

    operations = [
        migrations.CreateModel(
            name='Record',
            fields=[
                ('id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('words', models.CharField(help_text="As typed. Anything that looks like a person's address or number is masked.", max_length=400, verbose_name='words')),
                ('normalised', models.CharField(max_length=400, verbose_name='normalised spelling')),
                ('total', models.PositiveIntegerField(verbose_name='found')),
                ('latency', models.PositiveIntegerField(verbose_name='ms')),
                ('search_type', models.CharField(max_length=10, verbose_name='kind of search')),
                ('filters', models.JSONField(default=list, help_text='Only their names, never the values.', verbose_name='filters')),
                ('corrected', models.BooleanField(default=False, verbose_name='corrected')),
                ('source', models.CharField(choices=[('page', 'page'), ('api', 'API'), ('chat', 'chat')], max_length=4, verbose_name='asked by')),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='asked at')),
            ],
            options={
                'verbose_name': 'search',
                'verbose_name_plural': 'searches',
                'ordering': ['-created_at'],
                'indexes': [models.Index(fields=['-created_at'], name='record_created'), models.Index(fields=['normalised', '-created_at'], name='record_words')],
            },
        ),
        migrations.CreateModel(
            name='Click',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('product_id', models.BigIntegerField(verbose_name='product')),
                ('position', models.PositiveIntegerField(verbose_name='position')),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='opened at')),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.DB_CASCADE, related_name='clicks', to='shop.record', verbose_name='search')),
            ],
            options={
                'verbose_name': 'click',
                'verbose_name_plural': 'clicks',
                'ordering': ['-created_at'],
                'constraints': [models.UniqueConstraint(fields=('record', 'product_id'), name='click_once')],
            },
        ),
    ]
