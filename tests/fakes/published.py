"""What a county published, in memory: the `PublishedVersions` of one counter."""

from __future__ import annotations

from sync.publication_content import Value, read_content


class PublishedInMemory:
    def __init__(self) -> None:
        self.kept: dict[tuple[str, int], Value] = {}
        self.words = ""

    def put(self, kind: str, content: bytes) -> None:
        read = read_content(kind, content)
        self.kept[kind, read.version] = read.value

    def version(self, kind: str) -> int:
        return max(self.versions(kind), default=0)

    def versions(self, kind: str) -> list[int]:
        return sorted((n for each, n in self.kept if each == kind), reverse=True)

    def value(self, kind: str, version: int) -> Value | None:
        return self.kept.get((kind, version))

    def notice(self) -> str:
        return self.words
