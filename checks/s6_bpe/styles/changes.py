"""The bank's mistakes, written into each style: mistake id → the passages to change."""

CHANGES: dict[str, dict[str, dict[str, str]]] = {
    "minbpe": {
        "decodes-with-str": {'return text_bytes.decode("utf-8", errors="replace")': "return str(text_bytes)"},
        "merge-moves-by-one": {"i += 2": "i += 1"},
        "merge-drops-the-last-id": {
            "while i < len(ids):\n        if ids[i]": "while i < len(ids) - 1:\n        if ids[i]"
        },
        "merge-only-the-first": {"i += 2": "return newids + list(ids[i + 2 :])"},
        "merge-in-either-order": {
            "if ids[i] == pair[0] and i < len(ids) - 1 and ids[i + 1] == pair[1]:": "if i < len(ids) - 1 and {ids[i], ids[i + 1]} == set(pair):"
        },
        "merge-runs-past-the-end": {
            " and i < len(ids) - 1 and ids[i + 1] == pair[1]:": " and ids[i + 1] == pair[1]:"
        },
        "trains-vocab-size-merges": {"num_merges = vocab_size - 256": "num_merges = vocab_size"},
        "one-merge-too-few": {"num_merges = vocab_size - 256": "num_merges = vocab_size - 257"},
        "one-merge-too-many": {"for i in range(num_merges):": "for i in range(num_merges + 1):"},
        "new-ids-from-257": {"        idx = 256 + i\n": "        idx = 257 + i\n"},
        "new-ids-from-255": {"        idx = 256 + i\n": "        idx = 255 + i\n"},
        "counts-pairs-once": {
            "        stats = {}\n        for chunk_ids in ids:\n            get_stats(chunk_ids, stats)\n": "        if i == 0:\n            stats = {}\n            for chunk_ids in ids:\n                get_stats(chunk_ids, stats)\n",
            "        merges[pair] = idx\n": "        merges[pair] = idx\n        del stats[pair]\n",
        },
        "each-word-counted-once": {
            "text_chunks = pre_tokens(text)\n    ids = [list": "text_chunks = dict.fromkeys(pre_tokens(text))\n    ids = [list"
        },
        "each-pair-once-per-word": {
            "get_stats(chunk_ids, stats)\n": "for one in get_stats(chunk_ids):\n                stats[one] = stats.get(one, 0) + 1\n"
        },
        "pairs-at-even-places": {
            "get_stats(chunk_ids, stats)\n": "for one in zip(chunk_ids[::2], chunk_ids[1::2]):\n                stats[one] = stats.get(one, 0) + 1\n"
        },
        "least-frequent-pair": {
            "max(stats, key=lambda p: (stats[p], -p[0], -p[1]))": "min(stats, key=lambda p: (stats[p], p[0], p[1]))"
        },
        "ties-to-the-larger": {"(stats[p], -p[0], -p[1])": "(stats[p], p)"},
        "ties-to-the-first": {
            "max(stats, key=lambda p: (stats[p], -p[0], -p[1]))": "max(stats, key=stats.get)"
        },
        "ties-by-the-first-id-only": {"(stats[p], -p[0], -p[1])": "(stats[p], -p[0])"},
        "trains-on-characters": {
            'ids = [list(ch.encode("utf-8")) for ch in text_chunks]': "ids = [[ord(c) for c in ch] for ch in text_chunks]"
        },
        "trains-across-pre-tokens": {
            'ids = [list(ch.encode("utf-8")) for ch in text_chunks]': 'ids = [list(text.encode("utf-8"))]'
        },
        "trains-without-spaces": {
            "text_chunks = pre_tokens(text)\n    ids = [list": "text_chunks = text.split()\n    ids = [list"
        },
        "merges-as-a-dict": {"return list(merges)": "return merges"},
        "encodes-the-longest-match": {
            "ids.extend(encode_chunk(chunk_bytes, merges))": "ids.extend(longest(chunk_bytes, merges))",
            "def encode_chunk(text_bytes, merges):": "def longest(data, merges):\n    vocab = {i: bytes([i]) for i in range(256)}\n    for (p0, p1), i in merges.items():\n        vocab[i] = vocab[p0] + vocab[p1]\n    found = {}\n    for i, piece in vocab.items():\n        found.setdefault(piece, i)\n    ids = []\n    while data:\n        size = max(n for n in range(1, len(data) + 1) if data[:n] in found)\n        ids.append(found[data[:size]])\n        data = data[size:]\n    return ids\n\n\ndef encode_chunk(text_bytes, merges):",
        },
        "encodes-the-most-frequent": {
            'pair = min(stats, key=lambda p: merges.get(p, float("inf")))\n        if pair not in merges:\n            break': "known = [p for p in stats if p in merges]\n        if not known:\n            break\n        pair = max(known, key=lambda p: (stats[p], -merges[p]))"
        },
        "encodes-from-the-left": {
            'pair = min(stats, key=lambda p: merges.get(p, float("inf")))': "pair = next((p for p in stats if p in merges), None)"
        },
        "encodes-the-latest-merge-first": {
            'pair = min(stats, key=lambda p: merges.get(p, float("inf")))': "pair = max(stats, key=lambda p: merges.get(p, -1))"
        },
        "encodes-with-one-merge": {
            "        ids = merge(ids, pair, idx)\n    return ids": "        ids = merge(ids, pair, idx)\n        break\n    return ids"
        },
        "encodes-ranks-as-ids": {"{tuple(pair): 256 + i for": "{tuple(pair): i for"},
        "encodes-ids-from-257": {"{tuple(pair): 256 + i for": "{tuple(pair): 257 + i for"},
        "encodes-across-pre-tokens": {
            "text_chunks = pre_tokens(text)\n    ids = []": "text_chunks = [text]\n    ids = []"
        },
        "encodes-without-spaces": {
            "text_chunks = pre_tokens(text)\n    ids = []": "text_chunks = text.split()\n    ids = []"
        },
        "encodes-characters": {
            'chunk_bytes = chunk.encode("utf-8")': "chunk_bytes = [ord(c) for c in chunk]"
        },
        "encodes-into-lists": {"ids.extend(encode_chunk": "ids.append(encode_chunk"},
        "decodes-each-id": {
            '    text_bytes = b"".join(vocab[idx] for idx in ids)\n    return text_bytes.decode("utf-8", errors="replace")': '    return "".join(vocab[idx].decode("utf-8", errors="replace") for idx in ids)'
        },
        "decodes-with-chr": {
            'text_bytes.decode("utf-8", errors="replace")': '"".join(chr(b) for b in text_bytes)'
        },
        "decodes-one-level": {"vocab[p0] + vocab[p1]": "bytes([p0, p1])"},
        "decodes-second-part-first": {"vocab[p0] + vocab[p1]": "vocab[p1] + vocab[p0]"},
        "decodes-with-spaces-between": {'b"".join': 'b" ".join'},
        "decodes-ids-from-257": {
            "vocab[256 + i] = vocab[p0] + vocab[p1]": "vocab[257 + i] = vocab[p0 + (p0 > 255)] + vocab[p1 + (p1 > 255)]",
            "for idx in range(256)}": "for idx in range(256)} | {256: bytes([0])}",
        },
        "decodes-to-bytes": {'return text_bytes.decode("utf-8", errors="replace")': "return text_bytes"},
        "no-pair-left": {"        if not stats:\n            break\n": ""},
        "decodes-strictly": {', errors="replace"': ""},
        "decodes-and-ignores": {'errors="replace"': 'errors="ignore"'},
        "small-vocabulary-accepted": {
            '    if vocab_size < 256:\n        raise ValueError("vocab_size must be at least 256")\n': ""
        },
        "small-vocabulary-asserted": {
            'if vocab_size < 256:\n        raise ValueError("vocab_size must be at least 256")': "assert vocab_size >= 256"
        },
    },
    "transformers_slow": {
        "merge-only-the-first": {
            "            new_word.append(new_id)\n            i += 2": "            return [*new_word, new_id, *word[i + 2 :]]"
        },
        "merge-in-either-order": {
            "        try:\n            j = word.index(first, i)\n        except ValueError:": "        try:\n            j = next(n for n in range(i, len(word)) if word[n] in pair)\n        except StopIteration:",
            "word[i + 1] == second": "{word[i], word[i + 1]} == {first, second}",
        },
        "merge-drops-the-last-id": {
            "            new_word.extend(word[i:])\n            break": "            new_word.extend(word[i:-1])\n            break",
            "            new_word.append(word[i])\n            i += 1": "            new_word.extend(word[i : min(i + 1, len(word) - 1)])\n            i += 1",
        },
        "merge-runs-past-the-end": {"i < len(word) - 1 and word[i + 1]": "word[i + 1]"},
        "merge-moves-by-one": {"            i += 2": "            i += 1"},
        "trains-vocab-size-merges": {
            "while len(bpe_merges) < vocab_size - 256:": "while len(bpe_merges) < vocab_size:"
        },
        "one-merge-too-few": {
            "while len(bpe_merges) < vocab_size - 256:": "while len(bpe_merges) < vocab_size - 257:"
        },
        "one-merge-too-many": {
            "while len(bpe_merges) < vocab_size - 256:": "while len(bpe_merges) <= vocab_size - 256:"
        },
        "new-ids-from-257": {
            "        bpe_merges.append(bigram)\n": "",
            "        new_id = 256": "        bpe_merges.append(bigram)\n        new_id = 256",
        },
        "new-ids-from-255": {"new_id = 256 + len": "new_id = 255 + len"},
        "text-not-merged": {
            "        words = [tuple(merge(word, bigram, new_id)) for word in words]\n": "        [tuple(merge(word, bigram, new_id)) for word in words]\n"
        },
        "each-word-counted-once": {
            "for token in pre_tokens(text)]\n    bpe_merges": "for token in sorted(set(pre_tokens(text)))]\n    bpe_merges"
        },
        "each-pair-once-per-word": {
            "            for j in range(len(word) - 1):\n                bigram = word[j], word[j + 1]\n": "            for bigram in get_pairs(word):\n"
        },
        "pairs-at-even-places": {"for j in range(len(word) - 1):": "for j in range(0, len(word) - 1, 2):"},
        "least-frequent-pair": {"highest = max(": "highest = min("},
        "ties-to-the-larger": {
            "bigram = min(pair for pair in frequencies": "bigram = max(pair for pair in frequencies"
        },
        "ties-to-the-first": {
            "bigram = min(pair for pair in frequencies if frequencies[pair] == highest)": "bigram = next(pair for pair in frequencies if frequencies[pair] == highest)"
        },
        "trains-on-characters": {'words = [tuple(token.encode("utf-8"))': "words = [tuple(map(ord, token))"},
        "trains-across-pre-tokens": {
            'words = [tuple(token.encode("utf-8")) for token in pre_tokens(text)]': 'words = [tuple(text.encode("utf-8"))]'
        },
        "trains-without-spaces": {
            "for token in pre_tokens(text)]\n    bpe_merges": "for token in text.split()]\n    bpe_merges"
        },
        "encodes-from-the-left": {
            'bigram = min(pairs, key=lambda pair: bpe_ranks.get(pair, float("inf")))': "bigram = next((pair for pair in zip(word, word[1:]) if pair in bpe_ranks), None)"
        },
        "encodes-the-latest-merge-first": {
            'min(pairs, key=lambda pair: bpe_ranks.get(pair, float("inf")))': "max(pairs, key=lambda pair: bpe_ranks.get(pair, -1))"
        },
        "encodes-with-one-merge": {
            "        if len(word) == 1:\n            break\n        pairs = get_pairs(word)\n    return word": "        break\n    return word"
        },
        "encodes-ranks-as-ids": {"256 + bpe_ranks[bigram]": "bpe_ranks[bigram]"},
        "encodes-ids-from-257": {"256 + bpe_ranks[bigram]": "257 + bpe_ranks[bigram]"},
        "encodes-across-pre-tokens": {
            "for token in pre_tokens(text):": "for token in (text,) if text else ():"
        },
        "encodes-without-spaces": {"for token in pre_tokens(text):": "for token in text.strip().split():"},
        "encodes-characters": {
            'bpe(token.encode("utf-8"), bpe_ranks)': "bpe([ord(c) for c in token], bpe_ranks)"
        },
        "encodes-into-lists": {
            "bpe_tokens.extend(bpe_token for": "bpe_tokens.append([bpe_token for",
            "bpe_ranks))\n    return": "bpe_ranks)])\n    return",
        },
        "decodes-each-id": {
            "    text = bytearray()\n": '    text = ""\n',
            "text += decoder[token]": 'text += decoder[token].decode("utf-8", errors="replace")',
            'return text.decode("utf-8", errors="replace")': "return text",
        },
        "decodes-with-chr": {'text.decode("utf-8", errors="replace")': 'text.decode("iso-8859-1")'},
        "decodes-second-part-first": {"decoder[first] + decoder[second]": "decoder[second] + decoder[first]"},
        "decodes-with-spaces-between": {
            "text += decoder[token]": 'text += (b" " if text else b"") + decoder[token]'
        },
        "decodes-to-bytes": {'return text.decode("utf-8", errors="replace")': "return bytes(text)"},
        "no-pair-left": {"        if not frequencies:\n            break\n": ""},
        "decodes-strictly": {', errors="replace"': ""},
        "decodes-and-ignores": {'errors="replace"': 'errors="ignore"'},
        "small-vocabulary-accepted": {"    if vocab_size < 256:\n        raise ValueError(vocab_size)\n": ""},
        "small-vocabulary-asserted": {
            "if vocab_size < 256:\n        raise ValueError(vocab_size)": "assert 256 <= vocab_size"
        },
    },
    "cs336": {
        "merge-compares-a-list": {
            "if tuple(ids[index : index + 2]) == tuple(pair):": "if ids[index : index + 2] == pair:"
        },
        "decodes-with-str": {
            'b"".join(bytes_list).decode("utf-8", errors="replace")': 'str(b"".join(bytes_list))'
        },
        "trains-on-characters": {
            'Counter(tuple(word.encode("utf-8"))': "Counter(tuple(ord(c) for c in word)",
            "vocab[new_index] = vocab[best_pair[0]] + vocab[best_pair[1]]": "vocab[new_index] = b''",
        },
        "merge-moves-by-one": {"index += 2": "index += 1"},
        "merge-only-the-first": {"index += 2": "return output + ids[index + 2 :]"},
        "merge-from-the-right": {
            "    output: list[int] = []\n": "    ids, pair = ids[::-1], pair[::-1]\n    output: list[int] = []\n",
            "    return output\n": "    return output[::-1]\n",
        },
        "merge-in-either-order": {
            "if tuple(ids[index : index + 2]) == tuple(pair):": "if sorted(ids[index : index + 2]) == sorted(pair):"
        },
        "merge-drops-the-last-id": {"while index < len(ids):": "while index + 1 < len(ids):"},
        "trains-vocab-size-merges": {"while len(vocab) < vocab_size:": "while len(merges) < vocab_size:"},
        "one-merge-too-few": {"while len(vocab) < vocab_size:": "while len(vocab) < vocab_size - 1:"},
        "one-merge-too-many": {"while len(vocab) < vocab_size:": "while len(vocab) <= vocab_size:"},
        "new-ids-from-257": {
            "new_index = len(vocab)": "new_index = len(vocab) + 1",
            "vocab[best_pair[0]] + vocab[best_pair[1]]": 'b""',
        },
        "counts-pairs-once": {
            "        pair_counts = count_pairs(word_counts)\n": "",
            "    while len(vocab) < vocab_size:": "    pair_counts = count_pairs(word_counts)\n    while len(vocab) < vocab_size:",
            "        merges.append(best_pair)": "        merges.append(best_pair)\n        pair_counts.pop(best_pair)",
        },
        "text-not-merged": {"        word_counts = merged_counts\n": ""},
        "each-word-counted-once": {"+= count\n    return pair_counts": "+= 1\n    return pair_counts"},
        "pairs-at-even-places": {"zip(word[:-1], word[1:])": "zip(word[0::2], word[1::2])"},
        "each-pair-once-per-word": {"in zip(word[:-1], word[1:]):": "in set(zip(word[:-1], word[1:])):"},
        "counts-without-overlap": {
            "        for left, right in zip(word[:-1], word[1:]):\n": "        skip = False\n        for left, right in zip(word[:-1], word[1:]):\n            if skip and left == right:\n                skip = False\n                continue\n            skip = left == right\n"
        },
        "least-frequent-pair": {"(-pair_counts[p], p[0], p[1])": "(pair_counts[p], p[0], p[1])"},
        "ties-to-the-larger": {
            "min(pair_counts, key=lambda p: (-pair_counts[p], p[0], p[1]))": "max(pair_counts, key=lambda p: (pair_counts[p], p))"
        },
        "ties-to-the-first": {"(-pair_counts[p], p[0], p[1])": "-pair_counts[p]"},
        "ties-by-the-first-id-only": {"(-pair_counts[p], p[0], p[1])": "(-pair_counts[p], p[0])"},
        "ties-by-the-text": {"(-pair_counts[p], p[0], p[1])": "(-pair_counts[p], vocab[p[0]], vocab[p[1]])"},
        "trains-across-pre-tokens": {
            'word_counts = Counter(tuple(word.encode("utf-8")) for word in pre_tokens(text))': 'word_counts = {tuple(text.encode("utf-8")): 1}'
        },
        "trains-without-spaces": {
            "for word in pre_tokens(text))\n    while": 'for word in text.split(" "))\n    while'
        },
        "merges-as-bytes": {
            "merges.append(best_pair)": "merges.append((vocab[best_pair[0]], vocab[best_pair[1]]))"
        },
        "merges-as-a-dict": {
            "    return merges\n": "    return {pair: 256 + n for n, pair in enumerate(merges)}\n"
        },
        "encodes-the-latest-merge-first": {
            "for number, pair in enumerate(merges):\n            word_indices": "for number, pair in reversed(list(enumerate(merges))):\n            word_indices"
        },
        "encodes-ranks-as-ids": {
            "word_indices = merge(word_indices, pair, 256 + number)": "word_indices = merge(word_indices, pair, number)"
        },
        "encodes-ids-from-257": {
            "word_indices = merge(word_indices, pair, 256 + number)": "word_indices = merge(word_indices, pair, 257 + number)"
        },
        "encodes-across-pre-tokens": {
            "for word in pre_tokens(text):\n        word_indices": "for word in [text]:\n        word_indices"
        },
        "encodes-without-spaces": {
            "for word in pre_tokens(text):\n        word_indices": "for word in text.split():\n        word_indices"
        },
        "encodes-characters": {'list(map(int, word.encode("utf-8")))': "list(map(ord, word))"},
        "encodes-into-lists": {"indices.extend(word_indices)": "indices.append(word_indices)"},
        "decodes-each-id": {
            'b"".join(bytes_list).decode("utf-8", errors="replace")': '"".join(b.decode("utf-8", errors="replace") for b in bytes_list)'
        },
        "decodes-with-chr": {
            'b"".join(bytes_list).decode("utf-8", errors="replace")': '"".join(chr(i) for b in bytes_list for i in b)'
        },
        "decodes-second-part-first": {
            "vocab[256 + number] = vocab[left] + vocab[right]": "vocab[256 + number] = vocab[right] + vocab[left]"
        },
        "decodes-with-spaces-between": {'b"".join': 'b" ".join'},
        "decodes-ids-from-257": {
            "    for number, (left, right) in enumerate(merges):\n        vocab[256 + number] = vocab[left] + vocab[right]": "    vocab[256] = bytes([0])\n    for number, (left, right) in enumerate(merges):\n        vocab[257 + number] = vocab[left + (left >= 256)] + vocab[right + (right >= 256)]"
        },
        "decodes-to-bytes": {'.decode("utf-8", errors="replace")': ""},
        "no-pair-left": {"        if len(pair_counts) == 0:\n            break\n": ""},
        "decodes-strictly": {', errors="replace"': ""},
        "decodes-and-ignores": {'errors="replace"': 'errors="ignore"'},
        "small-vocabulary-accepted": {
            '    if vocab_size < 256:\n        raise ValueError("the vocabulary must hold all bytes")\n': ""
        },
        "small-vocabulary-asserted": {
            'if vocab_size < 256:\n        raise ValueError("the vocabulary must hold all bytes")': 'assert vocab_size >= 256, "too small"'
        },
    },
    "paper_listing": {
        "pads-the-merges": {
            "        if not pairs:\n            break\n        ordered": "        ordered",
            "best = max(ordered, key=pairs.get)": "best = max(ordered, key=pairs.get, default=(0, 0))",
        },
        "merge-drops-the-last-id": {"    if i == n - 1:\n        out.append(ids[i])\n": ""},
        "merge-moves-by-one": {"            i += 2": "            i += 1"},
        "merge-runs-past-the-end": {
            "while i < n - 1:": "while i < n:",
            "    if i == n - 1:\n        out.append(ids[i])\n": "",
        },
        "merge-from-the-right": {
            "out, i, n = [], 0, len(ids)": "ids, pair = ids[::-1], pair[::-1]\n    out, i, n = [], 0, len(ids)",
            "    return out\n": "    return out[::-1]\n",
        },
        "merge-only-the-first": {"            i += 2": "            return out + list(ids[i + 2 :])"},
        "trains-vocab-size-merges": {"num_merges = vocab_size - 256": "num_merges = vocab_size"},
        "one-merge-too-few": {
            "for i in range(num_merges):": "for i in range(1, num_merges):",
            "i + 256": "i + 255",
        },
        "one-merge-too-many": {"for i in range(num_merges):": "for i in range(0, num_merges + 1):"},
        "new-ids-from-257": {"i + 256": "i + 257"},
        "new-ids-from-255": {"i + 256": "i + 255"},
        "counts-pairs-once": {
            "        pairs = get_stats(vocab)\n": "",
            "    merges = []\n    for": "    merges = []\n    pairs = get_stats(vocab)\n    for",
            "        merges.append(best)": "        merges.append(best)\n        pairs[best] = 0\n        pairs = {p: n for p, n in pairs.items() if n}",
        },
        "text-not-merged": {"vocab = merge_vocab(best, i + 256, vocab)": "merge_vocab(best, i + 256, vocab)"},
        "each-word-counted-once": {
            'vocab[tuple(word.encode("utf-8"))] += 1': 'vocab[tuple(word.encode("utf-8"))] = 1'
        },
        "each-pair-once-per-word": {
            "        for i in range(len(symbols) - 1):\n            pairs[symbols[i], symbols[i + 1]] += freq": "        for pair in {(symbols[i], symbols[i + 1]) for i in range(len(symbols) - 1)}:\n            pairs[pair] += freq"
        },
        "pairs-at-even-places": {"range(len(symbols) - 1)": "range(0, len(symbols) - 1, 2)"},
        "counts-without-overlap": {
            "        for i in range(len(symbols) - 1):\n            pairs": "        run = 0\n        for i in range(len(symbols) - 1):\n            run = run + 1 if symbols[i] == symbols[i + 1] else 0\n            if run and run % 2 == 0:\n                continue\n            pairs"
        },
        "least-frequent-pair": {"best = max(ordered": "best = min(ordered"},
        "ties-to-the-larger": {"ordered = sorted(pairs)": "ordered = sorted(pairs, reverse=True)"},
        "ties-to-the-first": {"ordered = sorted(pairs)": "ordered = list(pairs)"},
        "ties-by-the-first-id-only": {
            "ordered = sorted(pairs)": "ordered = sorted(pairs, key=lambda pair: pair[0])"
        },
        "trains-on-characters": {'vocab[tuple(word.encode("utf-8"))]': "vocab[tuple(ord(c) for c in word)]"},
        "trains-across-pre-tokens": {
            "for word in pre_tokens(text):\n        vocab[": "for word in [text]:\n        vocab["
        },
        "trains-without-spaces": {
            "for word in pre_tokens(text):\n        vocab[": "for word in text.split():\n        vocab["
        },
        "merges-as-a-dict": {
            "    return merges\n": "    return dict(zip(merges, range(256, 256 + len(merges))))\n"
        },
        "encodes-the-most-frequent": {
            "pairs = [(codes[pair], i, pair) for i, pair in": "now = list(zip(word, word[1:]))\n            pairs = [(-now.count(pair), codes[pair], pair) for i, pair in",
            "rank, _, bigram = min(pairs)": "_, rank, bigram = min(pairs)",
        },
        "encodes-from-the-left": {"rank, _, bigram = min(pairs)": "rank, _, bigram = pairs[0]"},
        "encodes-the-longest-match": {
            'word = tuple(orig.encode("utf-8"))': 'word = tuple(orig.encode("utf-8"))\n        table = [(bytes([n]), n) for n in range(256)]\n        for n, (a, b) in enumerate(merges):\n            table.append((table[a][0] + table[b][0], 256 + n))\n        table.sort(key=lambda entry: (-len(entry[0]), entry[1]))\n        rest = bytes(word)\n        word = []\n        while rest:\n            piece, n = next(entry for entry in table if rest.startswith(entry[0]))\n            word.append(n)\n            rest = rest[len(piece) :]\n        output += word\n        continue',
        },
        "encodes-the-latest-merge-first": {"min(pairs)": "max(pairs)"},
        "encodes-with-one-merge": {"while len(word) > 1:": "for _ in range(1):"},
        "encodes-ranks-as-ids": {"256 + rank)": "rank)"},
        "encodes-ids-from-257": {"256 + rank)": "257 + rank)"},
        "encodes-across-pre-tokens": {"for orig in pre_tokens(text):": "for orig in [text]:"},
        "encodes-without-spaces": {"for orig in pre_tokens(text):": "for orig in text.split():"},
        "encodes-characters": {'word = tuple(orig.encode("utf-8"))': "word = tuple(map(ord, orig))"},
        "encodes-into-lists": {
            "        for item in word:\n            output.append(item)": "        output.append(list(word))"
        },
        "decodes-each-id": {
            "    all_bytes = []\n": '    text = ""\n',
            "        all_bytes += expand(symbol)\n": '        text += bytes(expand(symbol)).decode("utf-8", "replace")\n',
            'return bytes(all_bytes).decode("utf-8", "replace")': "return text",
        },
        "decodes-with-chr": {'bytes(all_bytes).decode("utf-8", "replace")': '"".join(map(chr, all_bytes))'},
        "decodes-second-part-first": {"expand(left) + expand(right)": "expand(right) + expand(left)"},
        "decodes-with-spaces-between": {
            "all_bytes += expand(symbol)": "all_bytes += ([32] if all_bytes else []) + expand(symbol)"
        },
        "decodes-to-bytes": {'.decode("utf-8", "replace")': ""},
        "decodes-ids-from-257": {
            "        if symbol < 256:\n": "        if symbol == 256:\n            return [0]\n        if symbol < 256:\n",
            "merges[symbol - 256]": "[part + (part > 255) for part in merges[symbol - 257]]",
        },
        "no-pair-left": {"        if not pairs:\n            break\n        ordered": "        ordered"},
        "decodes-strictly": {', "replace"': ""},
        "decodes-and-ignores": {'"replace"': '"ignore"'},
        "small-vocabulary-accepted": {
            '    if num_merges < 0:\n        raise ValueError("vocab_size < 256")\n': ""
        },
        "small-vocabulary-asserted": {
            'if num_merges < 0:\n        raise ValueError("vocab_size < 256")': "assert num_merges >= 0"
        },
    },
    "plain_loops": {
        "merge-compares-a-list": {
            "if result[position] == pair[0] and result[position + 1] == pair[1]:": "if [result[position], result[position + 1]] == pair:"
        },
        "decodes-with-str": {'bytes(data).decode("utf-8", errors="replace")': "str(bytes(data))"},
        "pads-the-merges": {"        if best is None:\n            return merges\n": ""},
        "merge-only-the-first": {
            "            del result[position + 1]\n": "            del result[position + 1]\n            break\n"
        },
        "merge-from-the-right": {
            "position = 0\n    while position + 1 < len(result):": "position = len(result) - 2\n    while position >= 0:",
            "        position += 1\n": "            position -= 1\n        position -= 1\n",
        },
        "merge-runs-past-the-end": {"while position + 1 < len(result):": "while position < len(result):"},
        "merge-in-either-order": {
            "if result[position] == pair[0] and result[position + 1] == pair[1]:": "if (result[position], result[position + 1]) in ((pair[0], pair[1]), (pair[1], pair[0])):"
        },
        "merge-moves-by-one": {"            del result[position + 1]\n": ""},
        "trains-vocab-size-merges": {"range(vocab_size - 256)": "range(vocab_size)"},
        "one-merge-too-few": {"range(vocab_size - 256)": "range(vocab_size - 257)"},
        "one-merge-too-many": {"range(vocab_size - 256)": "range(vocab_size - 255)"},
        "new-ids-from-257": {"merge(pieces[k], best, 256 + step)": "merge(pieces[k], best, 257 + step)"},
        "new-ids-from-255": {"merge(pieces[k], best, 256 + step)": "merge(pieces[k], best, 255 + step)"},
        "text-not-merged": {"            pieces[k] = merge(": "            merge("},
        "pairs-at-even-places": {"for k in range(len(piece) - 1):": "for k in range(0, len(piece) - 1, 2):"},
        "each-pair-once-per-word": {
            "            for k in range(len(piece) - 1):\n                pair = (piece[k], piece[k + 1])\n": "            for pair in {(piece[k], piece[k + 1]) for k in range(len(piece) - 1)}:\n"
        },
        "each-word-counted-once": {
            "for word in pre_tokens(text):\n        piece": "for word in set(pre_tokens(text)):\n        piece"
        },
        "least-frequent-pair": {"counts[pair] > counts[best]": "counts[pair] < counts[best]"},
        "ties-to-the-larger": {"pair < best": "pair > best"},
        "ties-to-the-first": {
            "            elif counts[pair] == counts[best] and pair < best:\n                best = pair\n": ""
        },
        "ties-by-the-first-id-only": {"pair < best": "pair[0] < best[0]"},
        "trains-on-characters": {
            '        for byte in word.encode("utf-8"):\n            piece.append(byte)': "        for letter in word:\n            piece.append(ord(letter))"
        },
        "trains-across-pre-tokens": {
            "for word in pre_tokens(text):\n        piece": "for word in [text]:\n        piece"
        },
        "trains-without-spaces": {
            "for word in pre_tokens(text):\n        piece": "for word in text.split():\n        piece"
        },
        "merges-as-a-dict": {
            "    return merges\n\n\ndef encode": "    found = {}\n    for k in range(len(merges)):\n        found[merges[k]] = 256 + k\n    return found\n\n\ndef encode"
        },
        "encodes-the-latest-merge-first": {
            "for step in range(len(merges)):": "for step in range(len(merges) - 1, -1, -1):"
        },
        "encodes-ranks-as-ids": {
            "ids = merge(ids, merges[step], 256 + step)": "ids = merge(ids, merges[step], step)"
        },
        "encodes-ids-from-257": {
            "ids = merge(ids, merges[step], 256 + step)": "ids = merge(ids, merges[step], 257 + step)"
        },
        "encodes-with-one-merge": {
            "ids = merge(ids, merges[step], 256 + step)": "before = len(ids)\n            ids = merge(ids, merges[step], 256 + step)\n            if len(ids) < before:\n                break"
        },
        "encodes-across-pre-tokens": {
            "for word in pre_tokens(text):\n        ids": "for word in [text]:\n        ids"
        },
        "encodes-without-spaces": {
            "for word in pre_tokens(text):\n        ids": "for word in text.split():\n        ids"
        },
        "encodes-characters": {'[byte for byte in word.encode("utf-8")]': "[ord(letter) for letter in word]"},
        "encodes-into-lists": {
            "        for one in ids:\n            result.append(one)": "        result.append(ids)"
        },
        "decodes-with-chr": {
            'bytes(data).decode("utf-8", errors="replace")': '"".join(chr(byte) for byte in data)'
        },
        "decodes-second-part-first": {"[first, second] + queue": "[second, first] + queue"},
        "decodes-to-bytes": {'.decode("utf-8", errors="replace")': ""},
        "decodes-strictly": {', errors="replace"': ""},
        "decodes-and-ignores": {'errors="replace"': 'errors="ignore"'},
        "small-vocabulary-accepted": {
            '    if vocab_size < 256:\n        raise ValueError("vocab_size should be 256 or more")\n': ""
        },
        "small-vocabulary-asserted": {
            'if vocab_size < 256:\n        raise ValueError("vocab_size should be 256 or more")': "assert vocab_size >= 256"
        },
    },
    "tokenizer_class": {
        "merge-moves-by-one": {"                next(iterator)\n": ""},
        "merge-only-the-first": {
            "                next(iterator)\n": "                return replaced + list(ids[i + 2 :])\n"
        },
        "merge-runs-past-the-end": {"if i + 1 < len(ids) and ids[i]": "if ids[i]"},
        "trains-vocab-size-merges": {
            "while self.BYTES + len(self.merges) < vocab_size:": "while len(self.merges) < vocab_size:"
        },
        "one-merge-too-many": {
            "while self.BYTES + len(self.merges) < vocab_size:": "while self.BYTES + len(self.merges) <= vocab_size:"
        },
        "one-merge-too-few": {
            "while self.BYTES + len(self.merges) < vocab_size:": "while self.BYTES + len(self.merges) + 1 < vocab_size:"
        },
        "new-ids-from-257": {
            "        new_id = self.BYTES + len(self.merges)\n": "        self.merges.append(pair)\n        new_id = self.BYTES + len(self.merges)\n",
            "for ids in self.corpus]\n        self.merges.append(pair)\n": "for ids in self.corpus]\n",
        },
        "new-ids-from-255": {
            "        new_id = self.BYTES + len(self.merges)\n": "        new_id = self.BYTES - 1 + len(self.merges)\n"
        },
        "text-not-merged": {
            "        self.corpus = [self.replace(ids, pair, new_id) for ids in self.corpus]\n": "        [self.replace(ids, pair, new_id) for ids in self.corpus]\n"
        },
        "each-word-counted-once": {
            "self.corpus = [list(word.encode()) for word in pre_tokens(text)]": "self.corpus = [list(word.encode()) for word in Counter(pre_tokens(text))]"
        },
        "each-pair-once-per-word": {
            "for pair in zip(ids, ids[1:]))\n            if": "for pair in set(zip(ids, ids[1:])))\n            if"
        },
        "pairs-at-even-places": {
            "for pair in zip(ids, ids[1:]))\n            if": "for pair in zip(ids[::2], ids[1::2]))\n            if"
        },
        "least-frequent-pair": {"(-counts[pair], pair)": "(counts[pair], pair)"},
        "ties-to-the-larger": {
            "key=lambda pair: (-counts[pair], pair))[0]": "key=lambda pair: (counts[pair], pair))[-1]"
        },
        "ties-to-the-first": {
            "return sorted(counts, key=lambda pair: (-counts[pair], pair))[0]": "return counts.most_common(1)[0][0]"
        },
        "ties-by-the-first-id-only": {"(-counts[pair], pair)": "(-counts[pair], pair[0])"},
        "ties-by-the-text": {
            "(-counts[pair], pair)": "(-counts[pair], self.spell(pair[0]), self.spell(pair[1]))"
        },
        "merges-as-bytes": {
            "return self.merges\n": "return [(self.spell(a), self.spell(b)) for a, b in self.merges]\n"
        },
        "merges-as-a-dict": {
            "return self.merges\n": "return {pair: self.BYTES + n for n, pair in enumerate(self.merges)}\n"
        },
        "trains-on-characters": {"self.corpus = [list(word.encode())": "self.corpus = [list(map(ord, word))"},
        "trains-across-pre-tokens": {
            "self.corpus = [list(word.encode()) for word in pre_tokens(text)]": "self.corpus = [list(text.encode())]"
        },
        "trains-without-spaces": {
            "for word in pre_tokens(text)]\n        while": "for word in text.split()]\n        while"
        },
        "encodes-the-longest-match": {
            "        ids = list(word.encode())\n        while True:\n": "        known = {}\n        for one in range(self.BYTES + len(self.merges)):\n            known.setdefault(self.spell(one), one)\n        data, result = word.encode(), []\n        while data:\n            end = len(data)\n            while data[:end] not in known:\n                end -= 1\n            result.append(known[data[:end]])\n            data = data[end:]\n        return result\n        ids = []\n        while True:\n"
        },
        "pads-the-merges": {
            "            if not counts:\n                break\n": "            if not counts:\n                counts[0, 0] = 0\n"
        },
        "counts-without-overlap": {
            "for pair in zip(ids, ids[1:]))\n            if": "for pair in self.apart(ids))\n            if",
            "    def winner(self, counts):": "    @staticmethod\n    def apart(ids):\n        i = 0\n        while i + 1 < len(ids):\n            yield ids[i], ids[i + 1]\n            if ids[i] == ids[i + 1] and ids[i + 2 : i + 3] == ids[i : i + 1]:\n                i += 1\n            i += 1\n\n    def winner(self, counts):",
        },
        "encodes-from-the-left": {
            "min(candidates, key=self.rank.__getitem__)": "next(pair for pair in zip(ids, ids[1:]) if pair in candidates)"
        },
        "encodes-the-most-frequent": {
            "pair = min(candidates, key=self.rank.__getitem__)": "here = Counter(zip(ids, ids[1:]))\n            pair = min(candidates, key=lambda one: (-here[one], self.rank[one]))"
        },
        "encodes-the-latest-merge-first": {"min(candidates": "max(candidates"},
        "encodes-with-one-merge": {
            "            ids = self.replace(ids, pair, self.BYTES + self.rank[pair])": "            return self.replace(ids, pair, self.BYTES + self.rank[pair])"
        },
        "encodes-ranks-as-ids": {"self.BYTES + self.rank[pair])": "self.rank[pair])"},
        "encodes-ids-from-257": {"self.BYTES + self.rank[pair])": "self.BYTES + 1 + self.rank[pair])"},
        "encodes-across-pre-tokens": {
            "return [one for word in pre_tokens(text) for one in tokenizer.encode_word(word)]": "return tokenizer.encode_word(text)"
        },
        "encodes-without-spaces": {
            "return [one for word in pre_tokens(text) for": "return [one for word in text.split() for"
        },
        "encodes-characters": {
            "        ids = list(word.encode())\n": "        ids = [ord(letter) for letter in word]\n"
        },
        "encodes-into-lists": {
            "[one for word in pre_tokens(text) for one in tokenizer.encode_word(word)]": "[tokenizer.encode_word(word) for word in pre_tokens(text)]"
        },
        "decodes-each-id": {
            'b"".join(map(tokenizer.spell, ids)).decode("utf-8", errors="replace")': '"".join(tokenizer.spell(one).decode("utf-8", errors="replace") for one in ids)'
        },
        "decodes-with-chr": {'.decode("utf-8", errors="replace")': '.decode("latin-1")'},
        "decodes-second-part-first": {
            "self.spell(left) + self.spell(right)": "self.spell(right) + self.spell(left)"
        },
        "decodes-one-level": {
            "return self.spell(left) + self.spell(right)": "return bytes(part for part in (left, right) if part < self.BYTES)"
        },
        "decodes-with-spaces-between": {'b"".join': 'b" ".join'},
        "decodes-to-bytes": {'.decode("utf-8", errors="replace")': ""},
        "no-pair-left": {"            if not counts:\n                break\n": ""},
        "decodes-strictly": {', errors="replace"': ""},
        "decodes-and-ignores": {'errors="replace"': 'errors="ignore"'},
        "small-vocabulary-accepted": {
            '    if vocab_size < BytePairTokenizer.BYTES:\n        raise ValueError("a vocabulary holds at least the bytes")\n': ""
        },
        "small-vocabulary-asserted": {
            'if vocab_size < BytePairTokenizer.BYTES:\n        raise ValueError("a vocabulary holds at least the bytes")': "assert vocab_size >= BytePairTokenizer.BYTES"
        },
    },
    "tiktoken": {
        "merge-runs-past-the-end": {"while i < len(parts) - 1:": "while i < len(parts):"},
        "merge-in-either-order": {
            "if (parts[i][0], parts[i + 1][0]) == tuple(pair):": "if {parts[i][0], parts[i + 1][0]} == set(pair):"
        },
        "merge-only-the-first": {
            "parts[i : i + 2] = [[new_id, True]]": "parts[i : i + 2] = [[new_id, True]]\n            break"
        },
        "trains-vocab-size-merges": {
            "while len(ranks) < vocab_size - 2**8:": "while len(ranks) < vocab_size:"
        },
        "one-merge-too-many": {
            "while len(ranks) < vocab_size - 2**8:": "while len(ranks) <= vocab_size - 2**8:"
        },
        "one-merge-too-few": {
            "while len(ranks) < vocab_size - 2**8:": "while len(ranks) < vocab_size - 2**8 - 1:"
        },
        "new-ids-from-257": {"token = len(ranks) + 2**8": "token = len(ranks) + 2**8 + 1"},
        "new-ids-from-255": {"token = len(ranks) + 2**8": "token = len(ranks) + 2**8 - 1"},
        "counts-pairs-once": {
            "        stats = Counter()\n": "        stats = stats if ranks else Counter()\n",
            "        for piece in words:\n": "        for piece in words if not ranks else ():\n",
            "        ranks[winner] = token\n": "        ranks[winner] = token\n        del stats[winner]\n",
        },
        "each-word-counted-once": {
            "for word in pre_tokens(text)]\n    ranks": "for word in set(pre_tokens(text))]\n    ranks"
        },
        "each-pair-once-per-word": {
            "for pair in zip(piece[:-1], piece[1:]):": "for pair in set(zip(piece[:-1], piece[1:])):"
        },
        "pairs-at-even-places": {"zip(piece[:-1], piece[1:])": "zip(piece[::2], piece[1::2])"},
        "least-frequent-pair": {"stats.most_common(1)[0][1]": "stats.most_common()[-1][1]"},
        "ties-by-the-text": {
            "winner = sorted(pair for pair, n in stats.items() if n == most)[0]": "text_of = {b: bytes([b]) for b in range(256)}\n        for pair, n in ranks.items():\n            text_of[n] = text_of[pair[0]] + text_of[pair[1]]\n        winner = min((text_of[a], text_of[b], (a, b)) for (a, b), n in stats.items() if n == most)[2]"
        },
        "ties-to-the-larger": {"if n == most)[0]": "if n == most)[-1]"},
        "ties-to-the-first": {
            "winner = sorted(pair for pair, n in stats.items() if n == most)[0]": "winner = max(stats.items(), key=lambda item: item[1])[0]"
        },
        "ties-by-the-first-id-only": {
            "winner = sorted(pair for pair, n in stats.items() if n == most)[0]": "winner = min((pair for pair, n in stats.items() if n == most), key=lambda pair: pair[0])"
        },
        "trains-on-characters": {'[b for b in word.encode("utf-8")]': "[ord(c) for c in word]"},
        "trains-across-pre-tokens": {
            'words = [[b for b in word.encode("utf-8")] for word in pre_tokens(text)]': 'words = [list(text.encode("utf-8"))]'
        },
        "trains-without-spaces": {
            "for word in pre_tokens(text)]\n    ranks": "for word in text.split()]\n    ranks"
        },
        "merges-as-a-dict": {"return [*ranks]": "return ranks"},
        "encodes-from-the-left": {
            "min((get_rank(i), i) for i in range(len(parts)))": "next(((get_rank(i), i) for i in range(len(parts)) if get_rank(i) < INFINITE), (INFINITE, 0))"
        },
        "encodes-the-latest-merge-first": {
            "lowest, at = min((get_rank(i), i) for i in range(len(parts)))\n        if lowest == INFINITE:": "lowest, at = max((get_rank(i) % INFINITE, -i) for i in range(len(parts)))\n        at = -at\n        if lowest == 0:"
        },
        "encodes-with-one-merge": {
            "        del parts[at + 1]\n    return parts": "        del parts[at + 1]\n        break\n    return parts"
        },
        "encodes-ranks-as-ids": {"{pair: 256 + n for n, pair": "{pair: n for n, pair"},
        "encodes-ids-from-257": {"{pair: 256 + n for n, pair": "{pair: 257 + n for n, pair"},
        "encodes-across-pre-tokens": {
            '    for piece in pre_tokens(text):\n        ret += byte_pair_merge(ranks, piece.encode("utf-8"))': '    ret += byte_pair_merge(ranks, text.encode("utf-8"))'
        },
        "encodes-without-spaces": {
            "for piece in pre_tokens(text):\n        ret": "for piece in text.split():\n        ret"
        },
        "encodes-characters": {
            'byte_pair_merge(ranks, piece.encode("utf-8"))': "byte_pair_merge(ranks, map(ord, piece))"
        },
        "encodes-into-lists": {
            "ret += byte_pair_merge": "ret += [byte_pair_merge",
            'piece.encode("utf-8"))\n    return ret': 'piece.encode("utf-8"))]\n    return ret',
        },
        "decodes-each-id": {
            'b"".join([decoder[token] for token in ids]).decode("utf-8", errors="replace")': '"".join([decoder[token].decode("utf-8", errors="replace") for token in ids])'
        },
        "decodes-with-chr": {'.decode("utf-8", errors="replace")': '.decode("latin1")'},
        "decodes-second-part-first": {"decoder[a] + decoder[b]": "decoder[b] + decoder[a]"},
        "decodes-one-level": {"decoder[token] = decoder[a] + decoder[b]": "decoder[token] = bytes([a, b])"},
        "decodes-with-spaces-between": {'b"".join': 'b" ".join'},
        "decodes-to-bytes": {'.decode("utf-8", errors="replace")': ""},
        "merges-as-bytes": {
            "return [*ranks]": "token_bytes = [bytes([b]) for b in range(256)]\n    for a, b in ranks:\n        token_bytes.append(token_bytes[a] + token_bytes[b])\n    return [(token_bytes[a], token_bytes[b]) for a, b in ranks]"
        },
        "no-pair-left": {"        if not stats:\n            break\n": ""},
        "decodes-strictly": {', errors="replace"': ""},
        "decodes-and-ignores": {'errors="replace"': 'errors="ignore"'},
        "small-vocabulary-accepted": {
            '    if not vocab_size >= 2**8:\n        raise ValueError("vocab_size must be at least 256")\n': ""
        },
        "small-vocabulary-asserted": {
            'if not vocab_size >= 2**8:\n        raise ValueError("vocab_size must be at least 256")': "assert vocab_size >= 2**8"
        },
    },
    "numpy_arrays": {
        "merge-only-the-first": {"for hit in hits.tolist():": "for hit in hits.tolist()[:1]:"},
        "merge-from-the-right": {
            "chosen, last = [], -2\n    for hit in hits.tolist():\n        if hit > last + 1:": "chosen, last = [], len(array) + 2\n    for hit in hits.tolist()[::-1]:\n        if hit < last - 1:"
        },
        "trains-vocab-size-merges": {
            "for new_id in range(256, vocab_size):": "for new_id in range(256, vocab_size + 256):"
        },
        "one-merge-too-few": {
            "for new_id in range(256, vocab_size):": "for new_id in range(256, vocab_size - 1):"
        },
        "one-merge-too-many": {
            "for new_id in range(256, vocab_size):": "for new_id in range(256, vocab_size + 1):"
        },
        "new-ids-from-257": {"merge(piece, best, new_id)": "merge(piece, best, new_id + 1)"},
        "text-not-merged": {"        pieces = [np.array(merge": "        merged = [np.array(merge"},
        "each-word-counted-once": {
            "for word in pre_tokens(text)\n    ]\n    merges": "for word in set(pre_tokens(text))\n    ]\n    merges"
        },
        "pairs-at-even-places": {
            "np.column_stack((piece[:-1], piece[1:]))": "piece[: len(piece) // 2 * 2].reshape(-1, 2)"
        },
        "each-pair-once-per-word": {
            "np.column_stack((piece[:-1], piece[1:]))": "np.unique(np.column_stack((piece[:-1], piece[1:])), axis=0)"
        },
        "least-frequent-pair": {"unique[:, 0], -counts)": "unique[:, 0], counts)"},
        "ties-to-the-larger": {
            "np.lexsort((unique[:, 1], unique[:, 0], -counts))": "np.lexsort((-unique[:, 1], -unique[:, 0], -counts))"
        },
        "merges-as-a-dict": {
            "    return merges\n": "    return {pair: 256 + i for i, pair in enumerate(merges)}\n"
        },
        "encodes-the-latest-merge-first": {
            "for rank, pair in enumerate(merges):\n            if": "for rank, pair in list(enumerate(merges))[::-1]:\n            if"
        },
        "encodes-ranks-as-ids": {"merge(ids, pair, rank + 256)": "merge(ids, pair, rank)"},
        "encodes-ids-from-257": {"merge(ids, pair, rank + 256)": "merge(ids, pair, rank + 257)"},
        "encodes-across-pre-tokens": {
            "    for word in pre_tokens(text):\n        ids": "    for word in [text] if text else []:\n        ids"
        },
        "encodes-without-spaces": {
            "    for word in pre_tokens(text):\n        ids": "    for word in text.split():\n        ids"
        },
        "encodes-into-lists": {
            "return np.concatenate(parts).tolist() if parts else []": "return [part.tolist() for part in parts]"
        },
        "decodes-each-id": {
            'np.concatenate([table[one] for one in ids]).tobytes().decode("utf-8", errors="replace")': '"".join(table[one].tobytes().decode("utf-8", errors="replace") for one in ids)'
        },
        "decodes-second-part-first": {
            "np.concatenate((table[first], table[second]))": "np.concatenate((table[second], table[first]))"
        },
        "decodes-to-bytes": {'.decode("utf-8", errors="replace")': "", 'return ""': 'return b""'},
        "decodes-with-chr": {'.decode("utf-8", errors="replace")': '.decode("latin-1")'},
        "no-pair-left": {"        if not len(pairs):\n            break\n": ""},
        "decodes-strictly": {', errors="replace"': ""},
        "decodes-and-ignores": {'errors="replace"': 'errors="ignore"'},
        "small-vocabulary-accepted": {
            '    if vocab_size < 256:\n        raise ValueError("vocab_size is below 256")\n': ""
        },
        "small-vocabulary-asserted": {
            'if vocab_size < 256:\n        raise ValueError("vocab_size is below 256")': "assert vocab_size >= 256"
        },
    },
    "iterators_and_heap": {
        "merge-drops-the-last-id": {"    if waiting is not None:\n        result.append(waiting)\n": ""},
        "merge-in-either-order": {
            "elif waiting == pair[0] and token == pair[1]:": "elif (waiting, token) in (tuple(pair), tuple(pair)[::-1]):"
        },
        "merge-moves-by-one": {"            waiting = None\n": "            waiting = token\n"},
        "trains-vocab-size-merges": {"number = vocab_size - 256": "number = vocab_size"},
        "one-merge-too-many": {"while len(vocabulary) < number:": "while len(vocabulary) <= number:"},
        "new-ids-from-257": {"256 + len(vocabulary)": "257 + len(vocabulary)"},
        "each-word-counted-once": {
            "pre_tokens(text)))\n    vocabulary": "set(pre_tokens(text))))\n    vocabulary"
        },
        "pairs-at-even-places": {"zip(ids[:-1], ids[1:], strict=True)": "zip(ids[::2], ids[1::2])"},
        "each-pair-once-per-word": {
            "in zip(ids[:-1], ids[1:], strict=True)": "in set(zip(ids[:-1], ids[1:], strict=True))"
        },
        "least-frequent-pair": {"(-count, first, second)": "(count, first, second)"},
        "ties-to-the-larger": {
            "heapq.nsmallest(1, ((-count, first, second)": "heapq.nlargest(1, ((count, first, second)"
        },
        "ties-to-the-first": {
            "heapq.nsmallest(1, ((-count, first, second) for (first, second), count in pairs.items()))": "[(count, *pair) for pair, count in pairs.most_common(1)]"
        },
        "trains-on-characters": {'[*piece.encode("utf-8")]': "[*map(ord, piece)]"},
        "trains-across-pre-tokens": {"pre_tokens(text)))\n    vocabulary": "[text]))\n    vocabulary"},
        "trains-without-spaces": {"pre_tokens(text)))\n    vocabulary": "text.split()))\n    vocabulary"},
        "merges-as-a-dict": {"return list(vocabulary)": "return vocabulary"},
        "encodes-from-the-left": {"new = min(possible)": "new = possible[0]"},
        "encodes-the-latest-merge-first": {"new = min(possible)": "new = max(possible)"},
        "encodes-with-one-merge": {
            "ids = merge(ids, merges[new - 256], new)": "return merge(ids, merges[new - 256], new)"
        },
        "encodes-the-most-frequent": {
            "new = min(possible)": "new = max(sorted(set(possible)), key=possible.count)"
        },
        "encodes-across-pre-tokens": {
            "for piece in pre_tokens(text) for token": "for piece in [text] for token"
        },
        "encodes-without-spaces": {
            "for piece in pre_tokens(text) for token": "for piece in text.split() for token"
        },
        "encodes-characters": {'ids = list(piece.encode("utf-8"))': "ids = [ord(c) for c in piece]"},
        "decodes-each-id": {
            "    data = bytearray()\n": '    data = ""\n',
            "data += table[token]": 'data += str(table[token], encoding="utf-8", errors="replace")',
            'return str(data, encoding="utf-8", errors="replace")': "return data",
        },
        "decodes-with-chr": {'encoding="utf-8", errors="replace"': 'encoding="latin-1"'},
        "decodes-second-part-first": {"table[first] + table[second]": "table[second] + table[first]"},
        "no-pair-left": {"        if not ranked:\n            break\n": ""},
        "decodes-strictly": {', errors="replace"': ""},
        "small-vocabulary-accepted": {
            '    if number < 0:\n        raise ValueError("smaller than the 256 bytes")\n': ""
        },
    },
    "trainer_class_and_recursion": {
        "merge-compares-a-list": {
            "if (ids[position], ids[position + 1]) == tuple(pair):": "if ids[position : position + 2] == pair:"
        },
        "merge-only-the-first": {
            "            ids[position : position + 2] = [new_id]\n": "            ids[position : position + 2] = [new_id]\n            break\n"
        },
        "merge-runs-past-the-end": {"while position < len(ids) - 1:": "while position < len(ids):"},
        "trains-vocab-size-merges": {
            "while 256 + len(trainer.merges) < vocab_size": "while len(trainer.merges) < vocab_size"
        },
        "one-merge-too-few": {
            "while 256 + len(trainer.merges) < vocab_size": "while 257 + len(trainer.merges) < vocab_size"
        },
        "one-merge-too-many": {
            "while 256 + len(trainer.merges) < vocab_size": "while 256 + len(trainer.merges) <= vocab_size"
        },
        "new-ids-from-257": {"new = 256 + len(self.merges)": "new = 257 + len(self.merges)"},
        "text-not-merged": {"self.pieces = [merge(piece, best, new)": "unused = [merge(piece, best, new)"},
        "pairs-at-even-places": {"range(len(piece) - 1)": "range(0, len(piece) - 1, 2)"},
        "least-frequent-pair": {"most = max(": "most = min("},
        "ties-to-the-larger": {
            "best = sorted(pair for pair, times in found.items() if times == most)[0]": "best = max(pair for pair, times in found.items() if times == most)"
        },
        "ties-to-the-first": {
            "best = sorted(pair for pair, times in found.items() if times == most)[0]": "best = [pair for pair, times in found.items() if times == most][0]"
        },
        "trains-on-characters": {
            "self.pieces = [list(piece.encode())": "self.pieces = [[ord(c) for c in piece]"
        },
        "trains-across-pre-tokens": {
            "self.pieces = [list(piece.encode()) for piece in pre_tokens(text)]": "self.pieces = [list(text.encode())]"
        },
        "encodes-the-latest-merge-first": {
            "for number, pair in enumerate(merges):": "for number, pair in reversed(tuple(enumerate(merges))):"
        },
        "encodes-ranks-as-ids": {"ids = merge(ids, pair, 256 + number)": "ids = merge(ids, pair, number)"},
        "encodes-across-pre-tokens": {
            "for piece in pre_tokens(text):\n        ids": "for piece in [text]:\n        ids"
        },
        "encodes-characters": {"        ids = list(piece.encode())": "        ids = list(map(ord, piece))"},
        "encodes-into-lists": {"result += ids": "result += [ids]"},
        "decodes-with-chr": {'bytes(letters).decode("utf-8", "replace")': '"".join(map(chr, letters))'},
        "decodes-one-level": {
            "return spell(first, merges) + spell(second, merges)": "return [part for part in (first, second) if part < 256]"
        },
        "decodes-second-part-first": {
            "spell(first, merges) + spell(second, merges)": "spell(second, merges) + spell(first, merges)"
        },
        "decodes-to-bytes": {'.decode("utf-8", "replace")': ""},
        "no-pair-left": {"        if not found:\n            return False\n": ""},
        "decodes-and-ignores": {'"replace"': '"ignore"'},
        "small-vocabulary-accepted": {"    if vocab_size < 256:\n        raise ValueError(vocab_size)\n": ""},
    },
    "word_counts_and_ranks": {
        "merge-moves-by-one": {"            i += 2": "            i += 1"},
        "merge-drops-the-last-id": {"while i < len(ids):": "while i < len(ids) - 1:"},
        "merge-runs-past-the-end": {"if i + 1 < len(ids) and ids[i]": "if ids[i]"},
        "trains-vocab-size-merges": {"range(256, vocab_size)": "range(256, 256 + vocab_size)"},
        "one-merge-too-few": {
            "range(256, vocab_size)": "range(257, vocab_size)",
            "best, new_id)": "best, new_id - 1)",
        },
        "each-word-counted-once": {"counts[pair] += frequency": "counts[pair] += 1"},
        "each-pair-once-per-word": {
            "for pair in zip(word, word[1:]):": "for pair in {*zip(word, word[1:])}:"
        },
        "least-frequent-pair": {"(-counts[pair], pair)": "(counts[pair], pair)"},
        "ties-to-the-larger": {
            "min(counts, key=lambda pair: (-counts[pair], pair))": "max(counts, key=lambda pair: (counts[pair], pair))"
        },
        "ties-to-the-first": {
            "min(counts, key=lambda pair: (-counts[pair], pair))": "max(counts, key=counts.get)"
        },
        "ties-by-the-first-id-only": {"(-counts[pair], pair)": "(-counts[pair], pair[0])"},
        "trains-on-characters": {'Counter(tuple(word.encode("utf-8"))': "Counter(tuple(map(ord, word))"},
        "trains-without-spaces": {"for word in pre_tokens(text))": "for word in text.split())"},
        "merges-as-bytes": {
            "    return merges\n": "    vocab = [bytes([b]) for b in range(256)]\n    for first, second in merges:\n        vocab.append(vocab[first] + vocab[second])\n    return [(vocab[first], vocab[second]) for first, second in merges]\n"
        },
        "encodes-the-latest-merge-first": {
            "min(zip(ids, ids[1:]), key=lambda p: rank.get(p, len(rank)))": "max(zip(ids, ids[1:]), key=lambda p: rank.get(p, -1))"
        },
        "encodes-with-one-merge": {
            "                ids = merge(ids, pair, 256 + rank[pair])": "                ids = merge(ids, pair, 256 + rank[pair])\n                break"
        },
        "encodes-ids-from-257": {"256 + rank[pair]": "257 + rank[pair]"},
        "encodes-without-spaces": {
            "for word in pre_tokens(text):\n        if": "for word in text.split():\n        if"
        },
        "encodes-into-lists": {"out.extend(cache[word])": "out.append(cache[word])"},
        "decodes-each-id": {
            'b"".join(vocab[i] for i in ids).decode("utf-8", errors="replace")': '"".join(vocab[i].decode("utf-8", errors="ignore") for i in ids)'
        },
        "decodes-with-spaces-between": {'b"".join': 'b" ".join'},
        "decodes-ids-from-257": {
            "vocab = [bytes([b]) for b in range(256)]": "vocab = [bytes([b]) for b in range(256)] + [bytes([0])]",
            "vocab.append(vocab[first] + vocab[second])": "vocab.append(vocab[first + (first > 255)] + vocab[second + (second > 255)])",
        },
        "no-pair-left": {"        if not counts:\n            break\n": ""},
        "decodes-strictly": {', errors="replace"': ""},
        "small-vocabulary-asserted": {
            'if vocab_size < 256:\n        raise ValueError("vocab_size must be at least 256")': "assert vocab_size >= 256"
        },
    },
}
