/* SPDX-License-Identifier: BSD-3-Clause */
/* control_world.c: see control_world.h. */
#include "control_world.h"

#include <errno.h>
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "event.h"

struct world world;
char client_heard[1 << 20];

struct hearing {
	int fd;
	unsigned int lines, rounds;
	size_t size;
	bool left;
};

static void
answer(struct server_client *client, const struct control_id *id, const char *member, const char *text)
{
	json_t *result = json_pack("{s:s}", member, text);
	char *line = control_encode_result(id, result, &world.err);

	world.sent = line ? server_send(client, line) : -EINVAL;
	json_decref(result);
	free(line);
}

static void
on_request(void *arg, struct server_client *client, const struct control_request *request)
{
	char *text;

	(void)arg;
	world.asked++;
	if (request->method == CONTROL_LIST && world.nkept < sizeof(world.kept) / sizeof(world.kept[0])) {
		world.kept[world.nkept].client = client;
		world.kept[world.nkept++].id = request->id;
	} else if (request->method == CONTROL_METRICS && (text = malloc(world.large + 1))) {
		memset(text, 'x', world.large);
		text[world.large] = '\0';
		answer(client, &request->id, "text", text);
		free(text);
	} else {
		answer(client, &request->id, "domain", control_method_name(request->method));
	}
}

static void
on_gone(void *arg, struct server_client *client)
{
	char said[] = "\n";

	(void)arg;
	world.gone++;
	if (server_send(client, said) != -EPIPE)
		abort();
}

int
world_answer(unsigned int i)
{
	answer(world.kept[i].client, &world.kept[i].id, "domain", "list");
	return world.sent;
}

void
world_make(void)
{
	const struct group *group = geteuid() == 0 ? getgrnam("daemon") : getgrgid(getegid());

	memset(&world, 0, sizeof(world));
	strcpy(world.folder, "/tmp/vferry-control-XXXXXX");
	if (!mkdtemp(world.folder))
		abort();
	(void)snprintf(world.path, sizeof(world.path), "%s/s", world.folder);
	if (!group)
		abort();
	(void)snprintf(world.group, sizeof(world.group), "%s", group->gr_name);
	world.gid = group->gr_gid;
}

bool
world_serve(const char *group)
{
	const struct server_calls calls = {on_request, on_gone, NULL};

	memset(&world.err, 0, sizeof(world.err));
	world.server = server_start(world.path, group, &calls, &world.err);
	return world.server != NULL;
}

void
world_begin(void)
{
	world_make();
	if (!world_serve(world.group))
		abort();
}

void
world_end(void)
{
	char name[sizeof(world.path) + 8];

	server_stop(world.server);
	world.server = NULL;
	(void)snprintf(name, sizeof(name), "%s.lock", world.path);
	(void)unlink(name);
	(void)unlink(world.path);
	(void)rmdir(world.folder);
}

int
client_connect(void)
{
	struct sockaddr_un at = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	(void)snprintf(at.sun_path, sizeof(at.sun_path), "%s", world.path);
	if (fd >= 0 && connect(fd, (struct sockaddr *)&at, sizeof(at)) < 0) {
		(void)close(fd);
		return -1;
	}
	return fd;
}

static uint64_t
deadline(void)
{
	return event_now_us() + WORLD_PATIENCE_S * 1000000ull;
}

struct saying {
	int fd;
	const char *text;
	size_t left;
};

static bool
said(void *arg)
{
	struct saying *s = arg;
	ssize_t n = send(s->fd, s->text, s->left, MSG_NOSIGNAL);

	if (n < 0)
		return errno != EAGAIN;
	s->text += n;
	s->left -= (size_t)n;
	return s->left == 0;
}

void
client_say(int fd, const char *text)
{
	struct saying s = {fd, text, strlen(text)};

	(void)event_run(deadline(), said, &s);
}

static void
read_all(struct hearing *h)
{
	for (;;) {
		ssize_t n = recv(h->fd, client_heard + h->size, sizeof(client_heard) - 1 - h->size, 0);

		if (n == 0 || (n < 0 && errno != EAGAIN))
			h->left = true;
		if (n <= 0)
			break;
		h->size += (size_t)n;
	}
	client_heard[h->size] = '\0';
}

static bool
heard(void *arg)
{
	struct hearing *h = arg;
	unsigned int lines = 0;

	h->rounds++;
	read_all(h);
	for (size_t i = 0; i < h->size; i++)
		lines += client_heard[i] == '\n';
	return lines >= h->lines;
}

static bool
is_left(void *arg)
{
	struct hearing *h = arg;

	read_all(h);
	return h->left;
}

bool
client_hear_within(int fd, unsigned int lines, unsigned int ms, unsigned int *rounds)
{
	struct hearing h = {.fd = fd, .lines = lines};
	bool all = event_run(event_now_us() + ms * 1000ull, heard, &h);

	*rounds = h.rounds;
	return all;
}

bool
client_hear(int fd, unsigned int lines)
{
	unsigned int rounds;

	return client_hear_within(fd, lines, WORLD_PATIENCE_S * 1000, &rounds);
}

bool
client_is_left(int fd)
{
	struct hearing h = {.fd = fd};

	return event_run(deadline(), is_left, &h);
}

struct counting {
	const unsigned int *count;
	unsigned int value;
};

static bool
is_counted(void *arg)
{
	const struct counting *c = arg;

	return *c->count == c->value;
}

bool
world_until(const unsigned int *count, unsigned int value)
{
	struct counting c = {count, value};

	return event_run(deadline(), is_counted, &c);
}
