/* SPDX-License-Identifier: BSD-3-Clause */
/* test_frame.c: the guest link's lines out of a stream that arrives in any pieces. */
#include <string.h>

#include "unit.h"
#include "wire.h"

static struct wire_framer framer;

/* What came out: every line with a '|' behind it, "#" for a line that was too long. */
struct seen {
	size_t size;
	char text[128];
};

static void
keep(void *arg, const char *line, size_t size)
{
	struct seen *seen = arg;

	if (!line) {
		CU_ASSERT_EQUAL(size, WIRE_LINE_MAX);
		line = "#";
		size = 1;
	}
	if (size > 16) {
		line = "long";
		size = 4;
	}
	CU_ASSERT_FATAL(seen->size + size + 2 <= sizeof(seen->text));
	memcpy(seen->text + seen->size, line, size);
	seen->size += size;
	seen->text[seen->size++] = '|';
	seen->text[seen->size] = '\0';
}

static void
test_split_at_every_byte(void)
{
	static const char stream[] = "\n\n{\"v\":1}\n\nsecond\nthird\nrest";

	for (size_t first = 0; first < sizeof(stream); first++)
		for (size_t second = first; second < sizeof(stream); second++) {
			struct seen seen = {0};

			wire_framer_reset(&framer);
			wire_feed(&framer, stream, first, keep, &seen);
			wire_feed(&framer, stream + first, second - first, keep, &seen);
			wire_feed(&framer, stream + second, sizeof(stream) - 1 - second, keep, &seen);
			CU_ASSERT_STRING_EQUAL(seen.text, "{\"v\":1}|second|third|");
			wire_feed(&framer, "\n", 1, keep, &seen);
			CU_ASSERT_STRING_EQUAL(seen.text, "{\"v\":1}|second|third|rest|");
			if (first == sizeof(stream) - 1)
				break;
		}
}

/* Feeds a line of size bytes and its '\n', at most piece bytes at a time, then a short line. */
static void
feed_long(size_t size, size_t piece, struct seen *seen)
{
	static char bytes[5 * WIRE_LINE_MAX];

	memset(bytes, 'x', size);
	(void)snprintf(bytes + size, sizeof(bytes) - size, "\nnext\n");
	wire_framer_reset(&framer);
	for (size_t at = 0; at < size + 6; at += piece)
		wire_feed(&framer, bytes + at, piece < size + 6 - at ? piece : size + 6 - at, keep, seen);
}

static void
test_longest_line(void)
{
	static const size_t pieces[] = {1, 7, 4096, WIRE_LINE_MAX - 1, WIRE_LINE_MAX, 5UL * WIRE_LINE_MAX};

	for (unsigned int i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++) {
		struct seen fits = {0}, over = {0}, far_over = {0};

		feed_long(WIRE_LINE_MAX - 1, pieces[i], &fits);
		CU_ASSERT_STRING_EQUAL(fits.text, "long|next|");
		feed_long(WIRE_LINE_MAX, pieces[i], &over);
		CU_ASSERT_STRING_EQUAL(over.text, "#|next|");
		feed_long(4UL * WIRE_LINE_MAX + 3, pieces[i], &far_over);
		CU_ASSERT_STRING_EQUAL(far_over.text, "#|next|");
	}
}

static void
test_reset_forgets(void)
{
	struct seen seen = {0};
	char bytes[WIRE_LINE_MAX];

	wire_framer_reset(&framer);
	wire_feed(&framer, "half a li", 9, keep, &seen);
	wire_framer_reset(&framer);
	wire_feed(&framer, "ne\n", 3, keep, &seen);
	CU_ASSERT_STRING_EQUAL(seen.text, "ne|");

	memset(bytes, 'x', sizeof(bytes));
	wire_feed(&framer, bytes, sizeof(bytes), keep, &seen);
	wire_framer_reset(&framer);
	wire_feed(&framer, "fresh\n", 6, keep, &seen);
	CU_ASSERT_STRING_EQUAL(seen.text, "ne|#|fresh|");
}

/* Binary rubbish is cut into lines like anything else; judging it is the decoder's task. */
static void
test_any_byte(void)
{
	struct seen seen = {0};

	wire_framer_reset(&framer);
	wire_feed(&framer, "\0\xff\r\n", 4, keep, &seen);
	CU_ASSERT_EQUAL(seen.size, 4);
	CU_ASSERT(!memcmp(seen.text, "\0\xff\r|", 4));
}

static const struct unit_test tests[] = {
        {"split at every byte", test_split_at_every_byte},
        {"a line too long is dropped, the next is read", test_longest_line},
        {"reset forgets an unfinished line", test_reset_forgets},
        {"any byte", test_any_byte},
};

UNIT_MAIN("frame", tests)
