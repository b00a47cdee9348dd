/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * fuzz_link.c: the guest's end of the link, opposite a hostile host. The input is a transcript: a line that
 * begins with '>' is a command, every other line comes from the host.
 *
 *   >event (the guest has one to tell)   >read (the host reads)   >late (a second passes)   >hangup
 *
 * Whatever comes: requests that are passed on are requests, what goes out is one message a line, in a queue
 * that has an end, and complaints are at most one a second. A host that reads at last finds the newest
 * answer. Neighbours: schemas/fuzz/fuzz_wire.c.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fuzz/fuzz.h"
#include "link.h"

static struct {
	struct link link;
	struct wire_framer framer; /* the host's */
	int host;
	uint64_t now_ms;
	uint64_t answered, seen; /* ids of the last answers on this connection: by the guest, by the host */
	unsigned int replaced;   /* queues in whose place an answer came: a line may be cut off */
	unsigned int complaints; /* that the host has seen */
} world;

/* A long one: a few of them fill the queue. The bytes that it takes at most. */
static size_t
make_answer(struct wire_msg *answer)
{
	char line[WIRE_LINE_MAX + 1];

	*answer = (struct wire_msg){.kind = WIRE_REPLY, .name = WIRE_STATUS, .npairs = WIRE_PAIRS_MAX};
	for (unsigned int i = 0; i < WIRE_PAIRS_MAX; i++) {
		struct wire_pair *pair = &answer->pairs[i];

		(void)snprintf(pair->mac, sizeof(pair->mac), "52:54:00:00:00:%02x", i);
		pair->has_vf = pair->has_packets = true;
		memcpy(pair->vf.pci, "0000:01:00.0", sizeof(pair->vf.pci));
		memset(pair->vf.driver, 'd', WIRE_NAME_MAX);
		memset(pair->vf.pmd, 'p', WIRE_NAME_MAX);
	}
	answer->id = WIRE_ID_MAX;
	return (size_t)wire_encode(answer, line, sizeof(line), NULL);
}

/* An answer to each; and a request whose id ends in 7 has the link closed, as when a process ends. */
static void
on_request(void *arg, const struct wire_msg *msg)
{
	static struct wire_msg answer;
	static size_t size;
	size_t room = LINK_QUEUE_MAX - world.link.queued;

	(void)arg;
	if (!msg)
		return;
	FUZZ_HOLDS(world.link.fd >= 0 && msg->kind == WIRE_REQUEST && msg->id >= 1);
	FUZZ_HOLDS(msg->nmacs <= WIRE_PAIRS_MAX);
	if (size == 0)
		size = make_answer(&answer);
	answer.id = msg->id;
	world.replaced += size + 1 > room;
	FUZZ_HOLDS(link_send(&world.link, &answer) == 0);
	world.answered = msg->id;
	if (msg->id % 10 == 7)
		link_close(&world.link);
}

static void
on_answer(void *arg, const char *line, size_t size)
{
	struct wire_msg msg;
	struct err err;

	(void)arg;
	FUZZ_HOLDS(line);
	if (wire_decode(line, size, &msg, &err) < 0) {
		FUZZ_HOLDS(world.replaced-- > 0);
		return;
	}
	FUZZ_HOLDS(msg.kind != WIRE_REQUEST);
	if (msg.kind == WIRE_REPLY)
		world.seen = msg.id;
	world.complaints += msg.kind == WIRE_EVENT && msg.name == WIRE_REFUSED;
	FUZZ_HOLDS(world.complaints <= 1 + world.now_ms / 1000);
}

static void
read_all(void)
{
	char bytes[4096];
	ssize_t n;

	while ((n = recv(world.host, bytes, sizeof(bytes), MSG_DONTWAIT)) > 0)
		wire_feed(&world.framer, bytes, (size_t)n, on_answer, NULL);
}

static void
connect_host(void)
{
	int ends[2];

	FUZZ_HOLDS(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends) == 0);
	/* The least that there is. */
	(void)setsockopt(ends[0], SOL_SOCKET, SO_SNDBUF, &(int){1}, sizeof(int));
	world.host = ends[1];
	world.answered = world.seen = world.replaced = 0;
	wire_framer_reset(&world.framer);
	link_take(&world.link, ends[0]);
}

static void
hang_up(void)
{
	close(world.host);
	do
		link_work(&world.link, world.now_ms);
	while (world.link.more);
	FUZZ_HOLDS(world.link.fd < 0 || (world.link.hung && world.link.queued == 0));
	link_close(&world.link);
	FUZZ_HOLDS(world.link.fd < 0 && world.link.framer.used == 0);
	connect_host();
}

static void
tell(void)
{
	struct wire_msg msg = {.kind = WIRE_EVENT,
	                       .name = WIRE_PATH,
	                       .mac = "52:54:00:00:00:01",
	                       .path = WIRE_PATH_VF,
	                       .text = "planned"};
	int ret = link_send(&world.link, &msg);

	FUZZ_HOLDS(ret == 0 || ret == -ENOTCONN || ret == -ENOBUFS);
}

static void
act(const char *word, size_t size)
{
	if (size >= 5 && memcmp(word, "event", 5) == 0)
		tell();
	else if (size >= 4 && memcmp(word, "read", 4) == 0)
		read_all();
	else if (size >= 4 && memcmp(word, "late", 4) == 0)
		world.now_ms += 1000;
	else if (size >= 6 && memcmp(word, "hangup", 6) == 0)
		hang_up();
}

/* A link that was closed is opened anew: the device file is there again. */
static void
take(const char *line, size_t size)
{
	if (line[0] == '>')
		act(line + 1, size - 1);
	else
		(void)!send(world.host, line, size, MSG_DONTWAIT | MSG_NOSIGNAL);
	if (world.link.fd < 0) {
		close(world.host);
		connect_host();
	}
	link_work(&world.link, world.now_ms);
	FUZZ_HOLDS(world.link.queued <= LINK_QUEUE_MAX);
	FUZZ_HOLDS(link_deadline(&world.link) >= world.now_ms);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *line = (const char *)data;

	/* A virtio-serial port raises none. */
	(void)signal(SIGPIPE, SIG_IGN);
	world.now_ms = world.complaints = 0;
	FUZZ_HOLDS(link_init(&world.link, "/nonexistent/port", on_request, NULL) == 0);
	connect_host();
	while (size > 0) {
		const char *end = memchr(line, '\n', size);
		size_t n = end ? (size_t)(end - line) + 1 : size;

		take(line, n);
		line += n;
		size -= n;
	}
	do {
		read_all();
		link_work(&world.link, world.now_ms);
	} while (world.link.queued > 0);
	read_all();
	/* What waits for room when the link is closed is not sent any more. */
	FUZZ_HOLDS(world.link.fd < 0 || world.seen == world.answered);
	link_close(&world.link);
	close(world.host);
	return 0;
}
