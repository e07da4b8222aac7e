"""Synonyms and rules that staff keep."""

import django.core.validators
import django.db.models.deletion
from decimal import Decimal
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('shop', '0004_record'),
    ]

    operations = [
        migrations.CreateModel(
            name='Synonym',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('active', models.BooleanField(default=True, verbose_name='active')),
                ('starts', models.DateField(blank=True, help_text='The first day. Empty: immediately.', null=True, verbose_name='from')),
                ('ends', models.DateField(blank=True, help_text='The last day. Empty: no end.', null=True, verbose_name='until')),
                ('note', models.CharField(blank=True, help_text='For staff: why it is there.', max_length=300, verbose_name='note')),
                ('words', models.TextField(help_text='Separated by commas, such as “sofa, couch, settee”.', max_length=1000, verbose_name='words')),
                ('means', models.TextField(blank=True, help_text='A search for the words above also finds these, but not the other way round. Empty: all the words above mean the same.', max_length=1000, verbose_name='also find')),
            ],
            options={
                'verbose_name': 'synonym',
                'verbose_name_plural': 'synonyms',
                'ordering': ['words'],
            },
        ),
        migrations.CreateModel(
            name='Rule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('active', models.BooleanField(default=True, verbose_name='active')),
                ('starts', models.DateField(blank=True, help_text='The first day. Empty: immediately.', null=True, verbose_name='from')),
                ('ends', models.DateField(blank=True, help_text='The last day. Empty: no end.', null=True, verbose_name='until')),
                ('note', models.CharField(blank=True, help_text='For staff: why it is there.', max_length=300, verbose_name='note')),
                ('match', models.CharField(choices=[('exact', 'the search is exactly one of the phrases'), ('all', 'the search contains all words of one of the phrases'), ('any', 'every search'), ('category', 'the category is chosen, or one below it')], default='exact', max_length=8, verbose_name='when')),
                ('words', models.TextField(blank=True, help_text='Separated by commas. Singular and plural count as the same.', max_length=1000, verbose_name='phrases')),
                ('category', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, to='shop.category', verbose_name='category')),
            ],
            options={
                'verbose_name': 'rule',
                'verbose_name_plural': 'rules',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='RuleBoost',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('factor', models.DecimalField(decimal_places=2, default=Decimal('1.5'), help_text='2 counts double, 0.5 counts half.', max_digits=5, validators=[django.core.validators.MinValueValidator(Decimal('0.05')), django.core.validators.MaxValueValidator(Decimal('20'))], verbose_name='factor')),
                ('brand', models.CharField(blank=True, max_length=200, verbose_name='brand')),
                ('attribute', models.CharField(blank=True, max_length=60, verbose_name='attribute')),
                ('value', models.CharField(blank=True, max_length=60, verbose_name='its value')),
                ('category', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, to='shop.category', verbose_name='category')),
                ('product', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='shop.product', verbose_name='product')),
                ('rule', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='boosts', to='shop.rule')),
            ],
            options={
                'verbose_name': 'boost',
                'verbose_name_plural': 'boosts',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='RuleProduct',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('effect', models.CharField(choices=[('pin', 'show first'), ('hide', 'do not show')], default='pin', max_length=4, verbose_name='effect')),
                ('position', models.PositiveSmallIntegerField(default=0, help_text='Among the products shown first, the lowest number comes first.', verbose_name='position')),
                ('product', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='shop.product', verbose_name='product')),
                ('rule', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='products', to='shop.rule')),
            ],
            options={
                'verbose_name': 'product of a rule',
                'verbose_name_plural': 'products shown first or not at all',
                'ordering': ['position', 'id'],
                'constraints': [models.UniqueConstraint(fields=('rule', 'product'), name='rule_product_once', violation_error_message='This product is already in the rule.')],
            },
        ),
    ]
