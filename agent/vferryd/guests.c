/* SPDX-License-Identifier: BSD-3-Clause */
/* guests.c: see guests.h. */
#include "vferryd/guests.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "vferryd/metrics.h"
#include "vferryd/watch_ops.h"
#include "vferryd/watching.h"

#define LIST_MAX (CONTROL_LINE_MAX / 2) /* bytes of a list, so that its line fits */

struct guests {
	struct jobs *jobs;
	void (*log)(void *arg, const char *text);
	void *libvirt;
	struct watching *watching;
	struct metrics metrics;
	bool unwritten; /* the metrics' file could not be written, which was told */
	char uuid[WATCH_UUID_SIZE];
};

static void
restore(void *arg, const char *uuid)
{
	struct guests *guests = arg;
	const struct control_request request = {.id = {.kind = CONTROL_ID_NUMBER, .number = 1},
	                                        .method = CONTROL_RESTORE,
	                                        .wish = {.kind = CROSSING_RESTORE, .domain = uuid}};
	struct err err;

	if (jobs_add(guests->jobs, &request, NULL, &err) < 0)
		watching_release(guests->watching, uuid, err.code == -EBUSY ? OUTCOME_BUSY : OUTCOME_ERROR,
		                 err.text);
}

static void
log_line(void *arg, const char *text)
{
	((struct guests *)arg)->log(NULL, text);
}

/* Whoever waits for the link tries for longer than it takes to come free. */
static void
is_free(void *arg, const char *uuid)
{
	(void)arg, (void)uuid;
}

struct guests *
guests_new(const struct config *config, struct jobs *jobs, void (*log)(void *arg, const char *text),
           struct err *err)
{
	static const struct watching_listener listener = {restore, log_line, is_free};
	struct guests *guests = calloc(1, sizeof(*guests));

	if (!guests) {
		err_set(err, -ENOMEM, "no memory to watch guests");
		return NULL;
	}
	guests->jobs = jobs;
	guests->log = log;
	guests->libvirt = watch_libvirt_new(config->uri, err);
	if (guests->libvirt)
		guests->watching = watching_new(&watch_libvirt, guests->libvirt, config->watch.interval_s,
		                                config->watch.takeover_s, &listener, guests, err);
	if (guests->watching)
		return guests;
	guests_free(guests);
	return NULL;
}

void
guests_configure(struct guests *guests, const struct config *config)
{
	watching_configure(guests->watching, config->watch.interval_s, config->watch.takeover_s);
}

const char *
guests_uuid(struct guests *guests, const char *text)
{
	return watching_find(guests->watching, text, guests->uuid) ? guests->uuid : text;
}

const char *
guests_name(const struct guests *guests, const char *text)
{
	const char *name = watching_name(guests->watching, text);

	return name ? name : text;
}

/* What the watch itself has begun it holds already. */
void
guests_taken(struct guests *guests, const char *domain)
{
	if (watching_find(guests->watching, domain, guests->uuid))
		(void)watching_hold(guests->watching, guests->uuid);
}

void
guests_ended(struct guests *guests, const struct job_end *end)
{
	enum outcome outcome = end->answered ? end->outcome : OUTCOME_ERROR;

	if (watching_find(guests->watching, end->domain, guests->uuid))
		watching_release(guests->watching, guests->uuid, outcome, end->message);
	if (end->method == CONTROL_RESTORE)
		metrics_restore(&guests->metrics, outcome);
	else
		metrics_crossing(&guests->metrics, outcome, end->elapsed_ms);
}

void
guests_note(struct guests *guests, const char *uuid)
{
	watching_note(guests->watching, uuid);
}

json_t *
guests_list(const struct guests *guests)
{
	return watching_list_json(guests->watching, LIST_MAX);
}

static char *
text_of(struct guests *guests)
{
	struct watch_counts counts;

	watching_count(guests->watching, &counts);
	guests->metrics.under_way = jobs_running(guests->jobs);
	return metrics_text(&guests->metrics, &counts, watching_host(guests->watching), NULL);
}

json_t *
guests_metrics(struct guests *guests)
{
	char *text = text_of(guests);
	json_t *result = text ? json_pack("{s:s}", "text", text) : NULL;

	free(text);
	return result;
}

/* Beside it first: who reads it sees the old text or the new one. For everybody: a collector is not root. */
static int
replace(const char *path, const char *text)
{
	char beside[4096 + 8];
	FILE *file;
	bool failed;

	if ((size_t)snprintf(beside, sizeof(beside), "%s.new", path) >= sizeof(beside))
		return -ENAMETOOLONG;
	file = fopen(beside, "we");
	if (!file)
		return -errno;
	failed = fputs(text, file) < 0 || fchmod(fileno(file), 0644) < 0;
	failed |= fclose(file) != 0;
	return failed || rename(beside, path) < 0 ? -EIO : 0;
}

void
guests_write_metrics(struct guests *guests, const char *path)
{
	char *text = text_of(guests), line[512];
	int ret = text ? replace(path, text) : -ENOMEM;

	free(text);
	if (ret < 0 && !guests->unwritten) {
		(void)snprintf(line, sizeof(line), "the metrics cannot be written to %.200s: %s", path,
		               strerror(-ret));
		guests->log(NULL, line);
	}
	guests->unwritten = ret < 0;
}

void
guests_free(struct guests *guests)
{
	if (!guests)
		return;
	watching_free(guests->watching);
	watch_libvirt_free(guests->libvirt);
	free(guests);
}
