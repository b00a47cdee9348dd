/* SPDX-License-Identifier: BSD-3-Clause */
/* client.c: see client.h. */
#include "vferryd/client.h"

#include <errno.h>
#include <libvirt/libvirt.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define CHUNK     65536 /* bytes read at a time: other clients get their turn in between */
#define LISTENING (VIR_EVENT_HANDLE_READABLE | VIR_EVENT_HANDLE_HANGUP | VIR_EVENT_HANDLE_ERROR)

/* A socket that is shut down has an event at once, so that a client ends in the event loop and nowhere else.
 */
static int
hang_up(struct server_client *client, int rc)
{
	client->over = true;
	(void)shutdown(client->fd, SHUT_RDWR);
	return rc;
}

/* Takes what the socket takes now: how many bytes, or -EPIPE. */
static ssize_t
push(const struct server_client *client, const char *bytes, size_t size)
{
	ssize_t n;

	do
		n = send(client->fd, bytes, size, MSG_DONTWAIT | MSG_NOSIGNAL);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return errno == EAGAIN || errno == EWOULDBLOCK ? 0 : -EPIPE;
	return n;
}

static int
queue(struct server_client *client, const char *bytes, size_t size)
{
	size_t waiting = client->out_end - client->out_begin;

	if (waiting + size > SERVER_QUEUE_MAX)
		return -ENOBUFS;
	if (client->out_begin > 0)
		memmove(client->out, client->out + client->out_begin, waiting);
	client->out_begin = 0;
	client->out_end = waiting;
	if (waiting + size > client->out_size) {
		size_t wanted = waiting + size > 2 * client->out_size ? waiting + size : 2 * client->out_size;
		char *out = realloc(client->out, wanted);

		if (!out)
			return -ENOMEM;
		client->out = out;
		client->out_size = wanted;
	}
	memcpy(client->out + waiting, bytes, size);
	client->out_end += size;
	virEventUpdateHandle(client->watch, LISTENING | VIR_EVENT_HANDLE_WRITABLE);
	return 0;
}

int
server_send(struct server_client *client, const char *line)
{
	size_t size = strlen(line);
	ssize_t n = 0;
	int rc;

	if (client->over)
		return -EPIPE;
	if (client->out_end == 0)
		n = push(client, line, size);
	if (n < 0)
		return hang_up(client, (int)n);
	if ((size_t)n == size)
		return 0;
	rc = queue(client, line + n, size - (size_t)n);
	return rc ? hang_up(client, rc) : 0;
}

static void
flush(struct server_client *client)
{
	ssize_t n = push(client, client->out + client->out_begin, client->out_end - client->out_begin);

	if (n < 0) {
		hang_up(client, (int)n);
		return;
	}
	client->out_begin += (size_t)n;
	if (client->out_begin < client->out_end)
		return;
	free(client->out);
	client->out = NULL;
	client->out_begin = client->out_end = client->out_size = 0;
	virEventUpdateHandle(client->watch, LISTENING);
}

void
server_refuse(struct server_client *client, const struct control_id *id, int code, const char *why)
{
	char *line = client ? control_encode_error(id, code, why, NULL) : NULL;

	if (line)
		(void)server_send(client, line);
	free(line);
}

static void
take_line(struct server_client *client, const char *line, size_t size)
{
	struct control_request request;
	struct err err;
	int rc = control_decode_request(line, size, &request, &err);

	if (rc)
		server_refuse(client, &request.id, control_code_of(rc), err.text);
	else if (request.method == CONTROL_RESUME)
		server_refuse(
		        client, &request.id, CONTROL_UNKNOWN_METHOD,
		        "resume is for the daemon's workers; ask for restore, or wait: the daemon resumes by "
		        "itself");
	else if (request.method == CONTROL_SURVEY)
		server_refuse(client, &request.id, CONTROL_UNKNOWN_METHOD,
		              "survey is for the daemon's workers; ask for evacuate with dry_run");
	else
		client->calls->on_request(client->calls->arg, client, &request);
	if (!rc)
		control_request_clear(&request);
}

static void
take_lines(struct server_client *client)
{
	const char *line;
	size_t size;
	int rc;

	while (!client->over && (rc = control_lines_next(&client->in, &line, &size)) != 0) {
		if (rc > 0)
			take_line(client, line, size);
		else
			server_refuse(client, NULL, CONTROL_INVALID_REQUEST,
			              "the line is longer than a message may be, and was dropped");
	}
}

static void
receive(struct server_client *client)
{
	static char bytes[CHUNK];
	ssize_t n = recv(client->fd, bytes, sizeof(bytes), MSG_DONTWAIT);

	if (n < 0 && (errno == EINTR || errno == EAGAIN || errno == EWOULDBLOCK))
		return;
	if (n <= 0 || control_lines_add(&client->in, bytes, (size_t)n) < 0)
		client->over = true;
	else
		take_lines(client);
}

static void
on_event(int watch, int fd, int events, void *arg)
{
	struct server_client *client = arg;

	(void)watch;
	(void)fd;
	if (!client->over && events & VIR_EVENT_HANDLE_WRITABLE)
		flush(client);
	if (!client->over && events & LISTENING)
		receive(client);
	if (client->over)
		client->end(client);
}

int
client_watch(struct server_client *client)
{
	client->watch = virEventAddHandle(client->fd, LISTENING, on_event, client, NULL);
	return client->watch < 0 ? -ENOMEM : 0;
}

void
client_close(struct server_client *client)
{
	if (client->watch >= 0)
		virEventRemoveHandle(client->watch);
	(void)close(client->fd);
	control_lines_clear(&client->in);
	free(client->out);
}
