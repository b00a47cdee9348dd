/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * progress.h: what to print while a crossing runs. Pure: the engine's progress and the style in, text out; no
 * terminal, no clock. Neighbours: migrate.c asks the terminal for its style and writes what comes out.
 *
 * On a terminal there is one live line for the running step, redrawn in place, and each finished step leaves
 * a line with its mark. Elsewhere (a file, a pipe) a step has one line when it begins and one when it ends.
 */
#ifndef VFERRY_PROGRESS_H
#define VFERRY_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "crossing.h"

#define PROGRESS_REDRAW_MS 200 /* the live line is redrawn at most five times a second */
#define PROGRESS_TEXT_MAX  512 /* bytes that always suffice for one call */

struct progress_style {
	bool terminal; /* redraw in place */
	bool colour;
	bool utf8;
	unsigned int width; /* columns of the terminal */
};

/* Zeroed but for its style at the start. */
struct progress {
	struct progress_style style;
	bool line_open;    /* a live line stands unfinished on the terminal */
	uint64_t drawn_ms; /* elapsed_ms when it was drawn last */
};

/* Writes what is to be printed now into text (size bytes, NUL-terminated); often nothing. Its length. */
size_t progress_text(struct progress *progress, const struct crossing_progress *now, char *text, size_t size);

/* What must be printed before anything else: clears the live line if one is open. */
const char *progress_clear(struct progress *progress);

#endif
