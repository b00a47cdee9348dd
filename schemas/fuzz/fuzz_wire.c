/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * fuzz_wire.c: a byte stream of the guest link. Whatever comes, in whatever pieces: the same lines come out;
 * each is a message or refused with a sentence; and a message that was read is written as a line that reads
 * the same. Neighbours: agent/fuzz/fuzz_guest.c and guest-lib/fuzz/fuzz_link.c, the two ends.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/fuzz.h"
#include "wire.h"

/* The lines of a stream, as one number. */
struct digest {
	bool decode;
	uint64_t lines, sum;
};

static bool
is_printable(const char *text)
{
	while (*text >= ' ' && *text <= '~')
		text++;
	return *text == '\0';
}

/* The buffer has no byte more than it is said to have, so a sanitizer sees who writes past it. */
static void
check_room(const struct wire_msg *msg, size_t size)
{
	char *exact = malloc(size + 1), *less = malloc(size);

	FUZZ_HOLDS(exact && less);
	FUZZ_HOLDS(wire_encode(msg, exact, size + 1, NULL) == (int)size);
	FUZZ_HOLDS(wire_encode(msg, less, size, NULL) == -ENOSPC);
	free(exact);
	free(less);
}

static void
check_round_trip(const struct wire_msg *msg)
{
	char line[WIRE_LINE_MAX + 1];
	struct wire_msg again;
	struct err err = {0};
	int size = wire_encode(msg, line, sizeof(line), &err);

	FUZZ_HOLDS(size > 1 && size <= WIRE_LINE_MAX);
	FUZZ_HOLDS(strlen(line) == (size_t)size && line[size - 1] == '\n');
	line[size - 1] = '\0';
	FUZZ_HOLDS(is_printable(line));
	FUZZ_HOLDS(wire_decode(line, (size_t)size - 1, &again, &err) == 0);
	FUZZ_HOLDS(fuzz_same(msg, &again, sizeof(again)));
	check_room(msg, (size_t)size);
}

static void
check_limits(const struct wire_msg *msg)
{
	FUZZ_HOLDS(msg->kind == WIRE_EVENT ? msg->id == 0 : msg->id >= 1 && msg->id <= WIRE_ID_MAX);
	FUZZ_HOLDS(msg->nmacs <= WIRE_PAIRS_MAX && msg->npairs <= WIRE_PAIRS_MAX);
	FUZZ_HOLDS(msg->deadline_ms <= WIRE_DEADLINE_MAX_MS);
	FUZZ_HOLDS(is_printable(msg->text) && strlen(msg->text) <= WIRE_TEXT_MAX);
	for (unsigned int i = 0; i < msg->nmacs; i++)
		FUZZ_HOLDS(msg->macs[i][0] && fuzz_is_mac(msg->macs[i]));
	for (unsigned int i = 0; i < msg->npairs; i++) {
		const struct wire_pair *pair = &msg->pairs[i];

		FUZZ_HOLDS(pair->mac[0] && fuzz_is_mac(pair->mac));
		FUZZ_HOLDS(pair->path <= WIRE_PATH_BACKUP);
		FUZZ_HOLDS(!pair->has_vf || (pair->vf.pci[0] && fuzz_is_pci(pair->vf.pci)));
		FUZZ_HOLDS(is_printable(pair->vf.driver) && is_printable(pair->backup.pmd));
	}
}

static void
check_line(const char *line, size_t size)
{
	char *copy = malloc(size); /* neither NUL nor newline behind it */
	struct wire_msg msg;
	struct err err = {0};
	int ret;

	FUZZ_HOLDS(copy);
	memcpy(copy, line, size);
	ret = wire_decode(copy, size, &msg, &err);
	free(copy);
	FUZZ_CODE(ret, &err, -EBADMSG, -EPROTONOSUPPORT);
	FUZZ_HOLDS(is_printable(err.text));
	if (ret < 0)
		return;
	check_limits(&msg);
	check_round_trip(&msg);
}

static void
on_line(void *arg, const char *line, size_t size)
{
	struct digest *digest = arg;

	digest->lines++;
	digest->sum = digest->sum * 31 + size;
	FUZZ_HOLDS(size > 0 && (line ? size < WIRE_LINE_MAX : size == WIRE_LINE_MAX));
	for (size_t i = 0; line && i < size; i++) {
		FUZZ_HOLDS(line[i] != '\n');
		digest->sum = digest->sum * 31 + (unsigned char)line[i];
	}
	if (line && digest->decode)
		check_line(line, size);
}

/* The whole at once; then in pieces whose sizes the first byte chooses. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct wire_framer whole, pieces;
	struct digest one = {.decode = true}, other = {0};
	size_t step = size > 0 ? 1 + data[0] % 61 : 1;

	wire_framer_reset(&whole);
	wire_framer_reset(&pieces);
	wire_feed(&whole, (const char *)data, size, on_line, &one);
	for (size_t at = 0; at < size; at += step)
		wire_feed(&pieces, (const char *)data + at, size - at < step ? size - at : step, on_line,
		          &other);
	FUZZ_HOLDS(one.lines == other.lines && one.sum == other.sum);
	FUZZ_HOLDS(whole.used == pieces.used && whole.dropping == pieces.dropping);
	FUZZ_HOLDS(whole.used < WIRE_LINE_MAX);
	return 0;
}
