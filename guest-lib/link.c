/* SPDX-License-Identifier: BSD-3-Clause */
/* link.c: see link.h. */
#include "link.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum {
	AGAIN_MS = 1000,    /* between two tries to open, two looks at a port that hung up or is full */
	COMPLAIN_MS = 1000, /* between two answers to bad lines */
	PORTION = 65536,    /* bytes read in one go */
};

int
link_init(struct link *link, const char *path, link_fn *fn, void *arg)
{
	memset(link, 0, sizeof(*link));
	link->fd = -1;
	link->fn = fn;
	link->arg = arg;
	if ((size_t)snprintf(link->path, sizeof(link->path), "%s", path) >= sizeof(link->path))
		return -ENAMETOOLONG;
	return 0;
}

/* What belonged to the connection that ended. */
static void
forget(struct link *link)
{
	wire_framer_reset(&link->framer);
	link->queued = 0;
	link->fresh = true;
	link->more = false;
}

void
link_take(struct link *link, int fd)
{
	forget(link);
	link->fd = fd;
	link->opened++;
	link->hung = false;
}

void
link_close(struct link *link)
{
	if (link->fd < 0)
		return;
	close(link->fd);
	link->fd = -1;
	link->again_ms = link->now_ms + AGAIN_MS;
	forget(link);
	if (!link->hung)
		link->fn(link->arg, NULL);
}

static void
hang_up(struct link *link)
{
	bool news = !link->hung;

	link->hung = true;
	link->again_ms = link->now_ms + AGAIN_MS;
	forget(link);
	if (news)
		link->fn(link->arg, NULL);
}

static void
flush(struct link *link)
{
	size_t done = 0;

	while (done < link->queued) {
		ssize_t n = write(link->fd, link->queue + done, link->queued - done);

		if (n <= 0) {
			if (n < 0 && errno == EINTR)
				continue;
			break;
		}
		done += (size_t)n;
	}
	link->queued -= done;
	memmove(link->queue, link->queue + done, link->queued);
}

int
link_send(struct link *link, const struct wire_msg *msg)
{
	size_t room = LINK_QUEUE_MAX - link->queued;
	char line[WIRE_LINE_MAX + 2];
	size_t skip = link->fresh ? 0 : 1;
	int size;

	if (link->fd < 0 || link->hung)
		return -ENOTCONN;
	/* The first line of a connection ends what the one before may have left unfinished. */
	line[0] = '\n';
	size = wire_encode(msg, line + 1, sizeof(line) - 1, NULL);
	if (size < 0)
		return size;
	if (msg->kind == WIRE_EVENT && room < LINK_QUEUE_MAX / 2)
		return -ENOBUFS;
	if ((size_t)size + 1 > room) {
		link->queued = 0;
		skip = 0;
	}
	memcpy(link->queue + link->queued, line + skip, (size_t)size + 1 - skip);
	link->queued += (size_t)size + 1 - skip;
	link->fresh = false;
	flush(link);
	return 0;
}

/* A line that is no request, answered now and then: whoever floods must not have the guest flood too. */
static void
complain(struct link *link, const char *why)
{
	struct wire_msg msg = {.kind = WIRE_EVENT, .name = WIRE_REFUSED};

	if (link->now_ms < link->complain_ms)
		return;
	link->complain_ms = link->now_ms + COMPLAIN_MS;
	wire_text(&msg, why);
	link_send(link, &msg);
}

static void
take_line(void *arg, const char *text, size_t size)
{
	struct link *link = arg;
	struct wire_msg msg;
	struct err err;

	/* A line before this one had fn close the link: the rest of the input went with it. */
	if (link->fd < 0)
		return;
	if (!text)
		complain(link, "a line is too long");
	else if (wire_decode(text, size, &msg, &err) < 0)
		complain(link, err.text);
	else if (msg.kind != WIRE_REQUEST)
		complain(link, "only requests are taken here");
	else
		link->fn(link->arg, &msg);
}

static void
take_input(struct link *link)
{
	char bytes[4096];

	link->more = true;
	for (size_t taken = 0; taken < PORTION;) {
		ssize_t n = read(link->fd, bytes, sizeof(bytes));

		if (n > 0) {
			link->hung = false;
			taken += (size_t)n;
			wire_feed(&link->framer, bytes, (size_t)n, take_line, link);
			if (link->fd < 0)
				return;
		} else if (n == 0) {
			hang_up(link);
			return;
		} else if (errno == EAGAIN) {
			link->hung = link->more = false;
			return;
		} else if (errno != EINTR) {
			link_close(link);
			return;
		}
	}
}

void
link_work(struct link *link, uint64_t now_ms)
{
	link->now_ms = now_ms;
	if (link->fd < 0) {
		int fd;

		if (now_ms < link->again_ms)
			return;
		link->again_ms = now_ms + AGAIN_MS;
		fd = open(link->path, O_RDWR | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
		if (fd < 0)
			return;
		link_take(link, fd);
	}
	link->again_ms = now_ms + AGAIN_MS;
	flush(link);
	take_input(link);
}

uint64_t
link_deadline(const struct link *link)
{
	if (link->more)
		return link->now_ms;
	return link->fd < 0 || link->hung || link->queued ? link->again_ms : UINT64_MAX;
}
