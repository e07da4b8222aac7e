"""Questions in other languages than the catalogue's."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import numpy as np
import pytest
from django.core.management import call_command
from django.test import Client, override_settings
from hypothesis import assume, given
from hypothesis import strategies as st

from shop.models import Entry, Product
from shop.search import SearchQuery, index, multilingual, search
from shop.search.filters.attributes import keyed, pair
from shop.search.foreign import translated
from shop.search.foreign.wording import wordings
from shop.search.query import read
from shop.search.reading import without_phrase
from shop.search.service import SearchPage
from shop.search.vocabulary import vocabulary

WISHES = [
    ("de", "wasserdichte Jacke unter 100 Euro", "acket"),
    ("fr", "couteau à pain", "bread knife"),
    ("es", "bicicleta para niños", "children's bike"),
    ("it", "lampada da tavolo rossa", "Bolete"),
    ("nl", "zwarte koptelefoon", "headphones"),
    ("pl", "namiot dla czterech osób", "tent"),
    ("pt", "mochila para crianças", "children's backpack"),
    ("ru", "спальный мешок", "sleeping bag"),
    ("ja", "電動歯ブラシ", "electric toothbrush"),
    ("zh", "红色台灯", "Bolete"),
    ("ko", "전동 칫솔", "electric toothbrush"),
    ("th", "หูฟังไร้สาย", "wireless headphones"),
]


def found(words: str) -> SearchPage:
    return search(SearchQuery(words=words))


# -- the encoder -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "cosine"),
    [
        ("Zelt", "Tents", 0.71),
        ("rouge", "red", 0.94),
        ("sans fil", "wireless", 0.79),
        ("革", "leather", 0.81),
        ("Kopfhörer", "headphones", 0.89),
        ("bitte", "pots", 0.26),
    ],
)
def test_the_encoder_says_what_it_said_when_its_floors_were_measured(
    one: str, other: str, cosine: float
) -> None:
    a, b = multilingual.vectors([one, other])
    assert float(a @ b) == pytest.approx(cosine, abs=0.02)


def test_vectors_are_of_unit_length_and_the_same_from_every_thread() -> None:
    texts = ["rotes Zelt", "casque sans fil", "赤いランプ", "czajnik"]
    alone = multilingual.vectors(texts)
    assert alone.shape == (4, 512)
    assert np.linalg.norm(alone, axis=1) == pytest.approx(1, abs=1e-3)
    with ThreadPoolExecutor(4) as pool:
        for each in pool.map(multilingual.vectors, [texts] * 8):
            assert np.allclose(each, alone, atol=1e-5)


def test_pieces_joined_are_the_text() -> None:
    for text in ("赤いテントと革の財布", "หูฟังไร้สาย", "红色雨伞"):
        assert "".join(multilingual.pieces(text)) == text


# -- stories ---------------------------------------------------------------------------------------


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize(("language", "words", "name"), WISHES, ids=[each[0] for each in WISHES])
def test_a_wish_in_any_language_finds_its_product(language: str, words: str, name: str) -> None:
    assert any(name in product.name for product in found(words).products[:3])


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize(
    "words",
    [
        "Kopfhörer unter 100 Euro",
        "écouteurs à moins de 100 €",
        "auriculares por menos de 100 euros",
        "słuchawki poniżej 100 euro",
        "cuffie sotto i 100 euro",
        "koptelefoon onder de 100 euro",
        "fones de ouvido abaixo de 100 euros",
        "наушники дешевле 100 евро",
        "ヘッドホン 100ユーロ以下",
        "耳机 100欧元以下",
    ],
)
def test_a_price_is_kept_in_every_language(words: str) -> None:
    page = found(words)
    assert page.query.price_max == 100
    assert page.total
    assert all(product.price <= 100 for product in page.products)


@pytest.mark.usefixtures("demo")
def test_what_is_not_wanted_is_kept_out() -> None:
    for words in ("Tasche ohne Leder", "sac sans cuir", "bolsa sin cuero"):
        page = found(words)
        assert page.total
        assert not any("leather" in str(product.attributes) for product in page.products), words


@pytest.mark.usefixtures("demo")
def test_a_chip_is_taken_off_by_the_visitors_own_words() -> None:
    words = "schwarze Stehlampe unter 200 Euro"
    phrases = {each.field: each.phrase for each in read(words, vocabulary()).constraints}
    assert phrases["colour"] == "schwarze"
    assert phrases["price"] == "unter 200 Euro"
    assert without_phrase(words, phrases["colour"]) == "Stehlampe unter 200 Euro"


@pytest.mark.usefixtures("demo")
def test_numbers_are_read_as_each_language_writes_them() -> None:
    shop = vocabulary()
    for words, price in (
        ("Sofa unter 1.299,50 Euro", "1299.50"),
        ("canapé à moins de 1 299,50 euros", "1299.50"),
        ("ソファ 5万円以下", "50000"),
        ("沙发 １００元以下", "100"),
    ):
        found = {each.field: each for each in read(words, shop).constraints}
        assert found["price"].changes["price_max"] == Decimal(price), words


@pytest.mark.usefixtures("demo")
def test_english_words_that_the_shop_knows_are_left_alone() -> None:
    shop = vocabulary()
    for words in ("red lamp under 50", "tent for two persons", "waterproof jacket without hood"):
        translation = translated(words, shop)
        assert (translation.text, translation.is_foreign) == (words, False)


@pytest.mark.usefixtures("demo")
def test_without_the_encoder_the_words_between_the_words_are_still_read() -> None:
    with override_settings(SEARCH_MULTILINGUAL=False):
        page = found("lampe unter 50 euro")
        assert page.query.price_max == 50
        assert not page.degraded


# -- languages without blanks ----------------------------------------------------------------------


@pytest.mark.django_db
def test_a_word_inside_of_a_run_is_found() -> None:
    for number, name in enumerate(
        ("和柄の折りたたみ傘", "หูฟังไร้สายสีดำ", "여행용가방", "红色旅行箱")
    ):
        Product.objects.create(sku=f"R{number}", name=name, price=10)
    call_command("reindex")
    for words, name in (
        ("傘", "和柄の折りたたみ傘"),
        ("折りたたみ", "和柄の折りたたみ傘"),
        ("ไร้สาย", "หูฟังไร้สายสีดำ"),
        ("가방", "여행용가방"),
        ("旅行箱", "红色旅行箱"),
    ):
        page = search(SearchQuery(words=words, mode="text", literal=True))
        assert [product.name for product in page.products] == [name], words


@given(st.text(min_size=1), st.text(min_size=1))
def test_a_colon_in_the_name_of_an_attribute_is_kept(key: str, value: str) -> None:
    assume(key.strip() and value.strip() and not key.strip().endswith("\\") and "\\:" not in key)
    assert keyed(pair(key, value)) == (key.strip(), value.strip())


@pytest.mark.django_db
def test_a_facet_whose_name_has_a_colon_narrows_down(client: Client) -> None:
    for number, size in enumerate(("大", "小", "大", "小")):
        Product.objects.create(
            sku=f"C{number}", name=f"箱 {number}", price=10, attributes={"尺寸:外": size}
        )
    index.learn(Product.objects.values_list("id", flat=True))
    asked = SearchQuery(attributes={"尺寸:外": ("大",)})
    parameters = {"attribute": pair("尺寸:外", "大")}
    answer = client.get("/api/products/search", parameters).json()
    assert answer["metadata"]["total_results"] == search(asked).total == 2


# -- keeping the vectors ---------------------------------------------------------------------------


@pytest.mark.django_db
def test_every_way_into_the_shop_fills_the_vector() -> None:
    Product.objects.create(sku="L1", name="Umbrella", price=20)
    assert Entry.objects.get().multilingual is None
    call_command("embed_products")
    mark = Entry.objects.get().multilingual_mark
    assert Entry.objects.get().multilingual is not None
    Product.objects.filter(sku="L1").update(name="Rubber boots")
    call_command("reindex")
    assert Entry.objects.get().multilingual_mark != mark


@pytest.mark.django_db
def test_health_says_when_the_encoder_is_not_there(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("site_config.health.find_spec", lambda _name: None)
    answer = client.get("/healthz").json()
    assert (answer["status"], answer["languages"]) == ("degraded", "away")
    with override_settings(SEARCH_MULTILINGUAL=False):
        assert client.get("/healthz").json()["status"] == "ok"


def test_every_wording_has_what_the_others_have() -> None:
    for code, wording in wordings().items():
        said = {way.english for ways in wording.ways.values() for way in ways}
        assert "or" in said, code
        assert said & {"without", "not"}, code
        assert {"under", "up to", "or less"} & said, code
