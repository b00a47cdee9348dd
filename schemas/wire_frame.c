/* SPDX-License-Identifier: BSD-3-Clause */
/* wire_frame.c: lines out of the guest link's byte stream. See wire.h. */
#include "wire.h"

#include <string.h>

/* Adds a piece of a line. Its '\n' counts too, so buf is never filled to the last byte. */
static void
add(struct wire_framer *framer, const char *bytes, size_t size, wire_line_fn *fn, void *arg)
{
	if (framer->dropping)
		return;
	if (size > WIRE_LINE_MAX - 1 - framer->used) {
		framer->dropping = true;
		framer->used = 0;
		fn(arg, NULL, WIRE_LINE_MAX);
		return;
	}
	memcpy(framer->buf + framer->used, bytes, size);
	framer->used += size;
}

static void
end(struct wire_framer *framer, wire_line_fn *fn, void *arg)
{
	size_t size = framer->used;

	wire_framer_reset(framer);
	if (size > 0)
		fn(arg, framer->buf, size);
}

void
wire_feed(struct wire_framer *framer, const char *bytes, size_t size, wire_line_fn *fn, void *arg)
{
	while (size > 0) {
		const char *newline = memchr(bytes, '\n', size);
		size_t piece = newline ? (size_t)(newline - bytes) : size;

		add(framer, bytes, piece, fn, arg);
		if (newline) {
			end(framer, fn, arg);
			piece++;
		}
		bytes += piece;
		size -= piece;
	}
}

void
wire_framer_reset(struct wire_framer *framer)
{
	framer->used = 0;
	framer->dropping = false;
}
