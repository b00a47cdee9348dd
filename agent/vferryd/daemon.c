/* SPDX-License-Identifier: BSD-3-Clause */
/* daemon.c: see daemon.h. */
#include "vferryd/daemon.h"

#include <errno.h>
#include <libvirt/libvirt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "event.h"
#include "vferryd/daemon_impl.h"
#include "vferryd/snapshot.h"

#define LOOK_MS    2000 /* between looks at the journals: another vferryd's worker tells nobody when it ends */
#define METRICS_MS 15000 /* between two texts for a collector, which looks every 15 s or less often */

static struct daemon vferryd;

static void
log_line(void *arg, const char *text)
{
	(void)arg;
	fprintf(stderr, "vferryd: %s\n", text);
}

static uint64_t
now_ms(void)
{
	return event_now_us() / 1000;
}

static void
on_gone(void *arg, struct server_client *client)
{
	(void)arg;
	jobs_forget(vferryd.jobs, client);
	evacuating_forget(vferryd.evacuating, client);
}

static void
on_job_end(void *arg, const struct job_end *end)
{
	char text[640];

	(void)arg;
	(void)snprintf(text, sizeof(text), "%s of %s: %s%s%s", control_method_name(end->method),
	               guests_name(vferryd.guests, end->domain),
	               end->answered ? outcome_name(end->outcome) : "cut off", end->message[0] ? ": " : "",
	               end->message);
	log_line(NULL, text);
	guests_ended(vferryd.guests, end);
	/* Its journal tells what is left to do, not before its process is gone. */
	virEventUpdateTimeout(vferryd.timer, 0);
	evacuating_look(vferryd.evacuating);
}

static void
on_job_begin(void *arg, const char *domain)
{
	(void)arg;
	guests_taken(vferryd.guests, domain);
}

static void
on_note(void *arg, const struct hooknote *note)
{
	(void)arg;
	guests_note(vferryd.guests, note->uuid);
}

static bool
is_running(void *arg, const char *uuid)
{
	(void)arg;
	return jobs_have(vferryd.jobs, uuid);
}

static int
resume(void *arg, const char *uuid)
{
	const struct control_request request = {
	        .id = {.kind = CONTROL_ID_NUMBER, .number = 1}, .method = CONTROL_RESUME, .uuid = uuid};
	struct err err;

	(void)arg;
	return jobs_add(vferryd.jobs, &request, NULL, &err);
}

static void
on_timer(int timer, void *arg)
{
	(void)arg;
	virEventUpdateTimeout(timer, LOOK_MS);
	if (!vferryd.stopping)
		recovery_look(vferryd.recovery, now_ms());
	if (vferryd.config.metrics_file[0] && now_ms() >= vferryd.metrics_ms) {
		vferryd.metrics_ms = now_ms() + METRICS_MS;
		guests_write_metrics(vferryd.guests, vferryd.config.metrics_file);
	}
}

static void
reload(void)
{
	struct config config;
	struct err err;
	char text[512];

	if (snapshot_read(vferryd.file, &config, &err) < 0) {
		(void)snprintf(text, sizeof(text), "the configuration stays as it was: %s", err.text);
		log_line(NULL, text);
		return;
	}
	config_clear(&vferryd.config);
	vferryd.config = config;
	jobs_limit(vferryd.jobs, config.limits.crossings);
	guests_configure(vferryd.guests, &config);
	evacuating_limits(vferryd.evacuating, &config);
	log_line(NULL, "the configuration was read again");
}

static void
stop(void)
{
	if (vferryd.stopping)
		return;
	vferryd.stopping = true;
	vferryd.stop_us = event_now_us() + vferryd.config.stop_timeout_s * 1000000ull;
	evacuating_stop(vferryd.evacuating);
	jobs_drain(vferryd.jobs);
}

static void
on_signal(int watch, int fd, int events, void *arg)
{
	struct signalfd_siginfo info;

	(void)watch, (void)events, (void)arg;
	while (read(fd, &info, sizeof(info)) == (ssize_t)sizeof(info)) {
		if (info.ssi_signo == SIGHUP)
			reload();
		else
			stop();
	}
}

static int
take_signals(struct err *err)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGHUP);
	/* Blocked before libvirt starts a thread: every thread inherits it. */
	sigprocmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
	vferryd.signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (vferryd.signals < 0 || event_init(err) < 0)
		return err_set(err, -EIO, "signals cannot be taken: %s", strerror(errno));
	if (virEventAddHandle(vferryd.signals, VIR_EVENT_HANDLE_READABLE, on_signal, NULL, NULL) < 0)
		return err_set(err, -EIO, "libvirt's event loop does not start");
	return 0;
}

static int
start(const char *const worker[], struct err *err)
{
	static const struct server_calls server_calls = {daemon_asked, on_gone, &vferryd};
	static const struct jobs_calls jobs_calls = {.on_end = on_job_end, .on_begin = on_job_begin};
	static const struct recovery_calls recovery_calls = {is_running, resume, log_line, NULL};
	const struct config *config = &vferryd.config;

	if (take_signals(err) < 0)
		return err->code;
	vferryd.timer = virEventAddTimeout(0, on_timer, NULL, NULL);
	vferryd.jobs = jobs_new(worker, &jobs_calls, err);
	vferryd.guests = vferryd.jobs ? guests_new(config, vferryd.jobs, log_line, err) : NULL;
	vferryd.recovery = vferryd.guests ? recovery_new(config->state, &recovery_calls, err) : NULL;
	vferryd.notes = vferryd.recovery ? notes_new(config->socket.hook, on_note, NULL, err) : NULL;
	if (vferryd.notes)
		vferryd.evacuating = evacuating_new(config, vferryd.jobs, worker, log_line, err);
	vferryd.server = vferryd.evacuating
	                         ? server_start(config->socket.path, config->socket.group, &server_calls, err)
	                         : NULL;
	if (!vferryd.server)
		return err->code;
	jobs_limit(vferryd.jobs, config->limits.crossings);
	return 0;
}

static bool
is_over(void *arg)
{
	(void)arg;
	return vferryd.stopping && jobs_running(vferryd.jobs) == 0;
}

static bool
is_stopping(void *arg)
{
	(void)arg;
	return vferryd.stopping;
}

int
daemon_run(struct config *config, const char *file, const char *const worker[])
{
	struct err err = {0};

	vferryd.config = *config;
	vferryd.file = file;
	if (start(worker, &err) < 0) {
		log_line(NULL, err.text);
	} else {
		(void)event_run(UINT64_MAX, is_stopping, NULL);
		if (!event_run(vferryd.stop_us, is_over, NULL))
			jobs_park(vferryd.jobs);
	}
	server_stop(vferryd.server);
	evacuating_free(vferryd.evacuating);
	notes_free(vferryd.notes);
	guests_free(vferryd.guests);
	recovery_free(vferryd.recovery);
	jobs_free(vferryd.jobs);
	config_clear(&vferryd.config);
	return err.code ? 1 : 0;
}
