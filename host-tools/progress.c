/* SPDX-License-Identifier: BSD-3-Clause */
/* progress.c: see progress.h. */
#include "progress.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "text.h"

#define CLEAR_LINE "\r\033[K"
#define MIB        1048576.0

struct line {
	char text[400];
	size_t used;
};

static void __attribute__((format(printf, 2, 3))) add(struct line *line, const char *format, ...)
{
	size_t room = sizeof(line->text) - line->used;
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(line->text + line->used, room, format, args);
	va_end(args);
	line->used += n < 0 ? 0 : (size_t)n < room ? (size_t)n : room - 1;
}

static void
add_head(struct line *line, const struct crossing_progress *now)
{
	add(line, "[%6.1f s] %s", (double)now->elapsed_ms / 1000, now->step);
	if (now->host && now->host[0])
		add(line, " on %s", now->host);
	if (now->attempt > 1)
		add(line, ", attempt %u", now->attempt);
}

static void
add_copy(struct line *line, const struct crossing_progress *now)
{
	if (now->memory_total)
		add(line, ", %.0f of %.0f MiB left", (double)now->memory_remaining / MIB,
		    (double)now->memory_total / MIB);
	if (now->bytes_per_s)
		add(line, " at %.1f MiB/s", (double)now->bytes_per_s / MIB);
}

/* Without a terminal both lines stay: what a failed check says is then left to the last line of all. */
static bool
is_said_at_the_end(const struct crossing_progress *now, bool plain)
{
	return plain && now->ends && now->failed && strcmp(now->step, "check") == 0;
}

static void
compose(struct line *line, const struct crossing_progress *now, bool plain)
{
	add_head(line, now);
	if (now->ends)
		add(line, "%s %.1f s",
		    !plain        ? ","
		    : now->failed ? ": failed after"
		                  : ": done after",
		    (double)now->step_ms / 1000);
	else if (!now->begins)
		add(line, ", %.1f s", (double)now->step_ms / 1000);
	if (!now->ends)
		add_copy(line, now);
	if (now->note && !is_said_at_the_end(now, plain))
		add(line, ": %s", now->note);
	text_clean(line->text);
}

static const char *
mark(const struct progress_style *style, const struct crossing_progress *now)
{
	static const char *const marks[2][2][2] = {
	        {{"ok ", "no "}, {"\033[32mok\033[0m ", "\033[31mno\033[0m "}},
	        {{"✔ ", "✘ "}, {"\033[32m✔\033[0m ", "\033[31m✘\033[0m "}},
	};

	if (!now->ends)
		return style->utf8 ? "  " : "   ";
	return marks[style->utf8][style->colour][now->failed];
}

/* The last column stays free, or some terminals would wrap. A finished line stays whole if its step failed.
 */
static void
fit(const struct progress *progress, const struct crossing_progress *now, struct line *line)
{
	size_t taken = progress->style.utf8 ? 3 : 4;

	if (!now->failed)
		text_clip(line->text, progress->style.width > taken ? progress->style.width - taken : 0);
}

static bool
wanted(const struct progress *progress, const struct crossing_progress *now)
{
	if (now->begins || now->ends)
		return true;
	return progress->style.terminal && (!progress->line_open || now->elapsed_ms < progress->drawn_ms ||
	                                    now->elapsed_ms - progress->drawn_ms >= PROGRESS_REDRAW_MS);
}

size_t
progress_text(struct progress *progress, const struct crossing_progress *now, char *text, size_t size)
{
	bool terminal = progress->style.terminal;
	struct line line = {.used = 0};
	int n;

	text[0] = '\0';
	if (!wanted(progress, now))
		return 0;
	compose(&line, now, !terminal);
	if (!terminal) {
		n = snprintf(text, size, "%s\n", line.text);
	} else {
		fit(progress, now, &line);
		n = snprintf(text, size, "%s%s%s%s", progress_clear(progress), mark(&progress->style, now),
		             line.text, now->ends ? "\n" : "");
		progress->line_open = !now->ends;
		progress->drawn_ms = now->elapsed_ms;
	}
	return n < 0 ? 0 : (size_t)n < size ? (size_t)n : size - 1;
}

const char *
progress_clear(struct progress *progress)
{
	bool open = progress->line_open;

	progress->line_open = false;
	return open ? CLEAR_LINE : "";
}
