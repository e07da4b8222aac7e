"""Embeds texts as vectors of unit length, with the local ONNX model or any provider that
pydantic-ai knows.
"""

import logging
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from hashlib import sha256
from itertools import batched
from pathlib import Path
from typing import Any, Literal

import numpy as np
import onnxruntime
from asgiref.sync import async_to_sync, sync_to_async
from django.conf import settings
from pydantic_ai import Embedder, EmbeddingModel, EmbeddingResult
from pydantic_ai.embeddings import EmbeddingSettings
from pydantic_ai.exceptions import AgentRunError, UserError
from pydantic_ai.usage import RequestUsage
from tokenizers import Tokenizer

from shop.models import DIMENSIONS, Product
from site_config.errors import AisleError

log = logging.getLogger("aisle.search")

LONGEST_TEXT = 128  # tokens; the model was trained on such lengths, and time grows with them
BATCH = 32


class EmbeddingUnavailable(AisleError):
    code = "embedding_unavailable"
    status = 503
    retryable = True
    sentence = "The embedding model is not available."


class LocalEmbeddingModel(EmbeddingModel):
    """all-MiniLM-L6-v2 as one ONNX file with pooling and normalisation inside the graph."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder
        options = onnxruntime.SessionOptions()
        # One thread a text: a question is so short that handing it round costs more than it gives,
        # and threads that spin while they wait take the processor from the database. Many texts are
        # spread over the processors in batches instead.
        options.intra_op_num_threads = 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        try:
            self._session = onnxruntime.InferenceSession(
                str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
            )
            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        except (
            Exception
        ) as error:  # onnxruntime and tokenizers raise types of their own, down to bare Exception
            raise EmbeddingUnavailable(
                f"The embedding model cannot be read from {folder}: {error}."
            ) from error
        self._tokenizer.enable_truncation(LONGEST_TEXT)
        self._tokenizer.enable_padding()

    @property
    def model_name(self) -> str:
        return self._folder.name

    @property
    def system(self) -> str:
        return "local"

    def vectors(self, texts: Sequence[str]) -> np.ndarray[Any, np.dtype[np.float32]]:
        """Returns shape (len(texts), DIMENSIONS), float32, unit length. Texts of similar length
        share a batch, since padding costs time.
        """
        order = sorted(range(len(texts)), key=lambda index: len(texts[index]))
        found = np.zeros((len(texts), DIMENSIONS), np.float32)

        def fill(rows: Sequence[int]) -> None:
            encoded = self._tokenizer.encode_batch([texts[row] for row in rows])
            ids = np.array([row.ids for row in encoded], dtype=np.int64)
            mask = np.array([row.attention_mask for row in encoded], dtype=np.int64)
            inputs = {
                "input_ids": ids,
                "attention_mask": mask,
                "token_type_ids": np.zeros_like(ids),
            }
            found[list(rows)] = self._session.run(None, inputs)[0]

        if len(texts) <= BATCH:
            fill(order)
        else:
            with ThreadPoolExecutor(os.process_cpu_count() or 1) as pool:
                list(pool.map(fill, batched(order, BATCH)))
        return found

    async def embed(
        self,
        inputs: str | Sequence[str],
        *,
        input_type: Literal["query", "document"],
        settings: EmbeddingSettings | None = None,
    ) -> EmbeddingResult:
        texts, settings = self.prepare_embed(inputs, settings)
        vectors = await sync_to_async(self.vectors, thread_sensitive=False)(texts)
        return EmbeddingResult(
            embeddings=vectors.tolist(),
            inputs=texts,
            input_type=input_type,
            model_name=self.model_name,
            provider_name=self.system,
            usage=RequestUsage(input_tokens=sum(len(text.split()) for text in texts)),
        )


@lru_cache(maxsize=4)
def _local(folder: Path) -> LocalEmbeddingModel:
    return LocalEmbeddingModel(folder)


@lru_cache(maxsize=4)
def _model(name: str, folder: Path) -> LocalEmbeddingModel | Embedder:
    if name == "local":
        return _local(folder)
    # A provider's vectors are asked for in the length of our column.
    return Embedder(name, settings=EmbeddingSettings(dimensions=DIMENSIONS))


def model_label() -> str:
    """Returns the name of the model of this shop's vectors."""
    return (
        settings.EMBEDDING_MODEL_DIR.name
        if settings.EMBEDDING_MODEL == "local"
        else settings.EMBEDDING_MODEL
    )


def embed_documents(texts: Sequence[str]) -> list[list[float]]:
    """Returns vectors of DIMENSIONS numbers in the order of the texts. Raises
    EmbeddingUnavailable.
    """
    return _embed(texts, "document")


@lru_cache(maxsize=2048)
def _embed_query(text: str, label: str) -> tuple[float, ...]:
    return tuple(_embed([text], "query")[0])


def embed_query(text: str) -> tuple[float, ...]:
    """Returns one vector, cached for recent texts. Raises EmbeddingUnavailable."""
    return _embed_query(text, model_label())


def local_vectors(texts: Sequence[str]) -> np.ndarray[Any, np.dtype[np.float32]]:
    """Returns vectors of the local model, whichever model the shop uses. Raises
    EmbeddingUnavailable.
    """
    if settings.EMBEDDING_MODEL == "local" and len(texts) == 1:
        return np.array(
            [embed_query(texts[0])], np.float32
        )  # a search for the same words has it, or will
    return _local(settings.EMBEDDING_MODEL_DIR).vectors(texts)


def _embed(texts: Sequence[str], input_type: Literal["query", "document"]) -> list[list[float]]:
    model = _model(settings.EMBEDDING_MODEL, settings.EMBEDDING_MODEL_DIR)
    if isinstance(model, LocalEmbeddingModel):
        rows: list[list[float]] = model.vectors(texts).tolist()
        return rows
    try:
        result = async_to_sync(model.embed)(list(texts), input_type=input_type)
    except (AgentRunError, UserError, OSError) as error:
        log.error("embedding by %s failed: %s", settings.EMBEDDING_MODEL, error)
        raise EmbeddingUnavailable from error
    rows = [list(row) for row in result.embeddings]
    if any(len(row) != DIMENSIONS for row in rows):
        raise EmbeddingUnavailable(
            f"{settings.EMBEDDING_MODEL} gives vectors of {len(rows[0])} numbers; this shop "
            f"stores {DIMENSIONS}."
        )
    return rows


def document(product: Product) -> str:
    """Returns the text of a product that is embedded: its name, category and description.
    Attributes are left out, since they blur it: nDCG of the vectors alone on graded queries was
    0.59 with them and 0.62 without.
    """
    place = product.category.name if product.category else ""
    return ". ".join(part for part in (product.name, place, product.description[:400]) if part)


@lru_cache(maxsize=1)
def _words(folder: Path) -> dict[str, int]:
    try:
        return Tokenizer.from_file(str(folder / "tokenizer.json")).get_vocab()
    except Exception as error:  # tokenizers raises bare Exception
        log.error("no word list: %s", error)
        return {}


def is_word(text: str) -> bool:
    """Whether a word is one token in the local model's vocabulary. Expects lower case."""
    return text in _words(settings.EMBEDDING_MODEL_DIR)


def fingerprint(text: str) -> str:
    """Returns the value of `Product.embedded`: a mark of the model and one of the text. It changes
    exactly when one of them does.
    """
    return f"{model_mark()}{sha256(text.encode()).hexdigest()[:48]}"


def model_mark() -> str:
    """Returns the beginning of every fingerprint of the present model."""
    return sha256(model_label().encode()).hexdigest()[:15] + "."


def of_another_model() -> int:
    """Returns how many products have a vector of another model."""
    return Product.objects.exclude(embedded="").exclude(embedded__startswith=model_mark()).count()
