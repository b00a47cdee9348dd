/* SPDX-License-Identifier: BSD-3-Clause */
/* lab.c: hosts by way of the scripts in lab/, and libvirt connections to them; see lab.h. */
#include "lab.h"

#include <errno.h>
#include <libvirt/libvirt-qemu.h>
#include <libvirt/virterror.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "lab_form.h"
#include "run.h"

#define SCRIPT_MS   90000
#define RESTART_MS  15000
#define UP          "host-up.sh"
#define DOWN        "host-down.sh"
#define REFUSAL     "/etc/libvirt/hooks/refuse-migrate" /* read by the lab's hook */
#define MOMENTS_MAX 256

/* QEMU's STOP and RESUME of all guests, newest last. The event loop's thread writes, everyone reads. */
struct moment {
	const struct host *host;
	char event[16];
	uint64_t at_us;
};
static struct moment moments[MOMENTS_MAX];
static unsigned int nmoments;
static pthread_mutex_t moments_lock = PTHREAD_MUTEX_INITIALIZER;

static void
on_qemu_event(virConnectPtr conn, virDomainPtr domain, const char *event, long long seconds,
              unsigned int micros, const char *details, void *opaque)
{
	(void)conn;
	(void)domain;
	(void)details;
	if (strcmp(event, "STOP") != 0 && strcmp(event, "RESUME") != 0)
		return;
	pthread_mutex_lock(&moments_lock);
	if (nmoments < MOMENTS_MAX) {
		struct moment *m = &moments[nmoments++];

		m->host = opaque;
		snprintf(m->event, sizeof(m->event), "%s", event);
		m->at_us = clock_from_realtime(
		        (uint64_t)((int64_t)seconds * 1000000 + micros - m->host->ahead_us));
	}
	pthread_mutex_unlock(&moments_lock);
}

uint64_t
host_moment(const struct host *host, const char *event, uint64_t since_us)
{
	uint64_t at = 0;

	pthread_mutex_lock(&moments_lock);
	for (unsigned int i = 0; i < nmoments && at == 0; i++)
		if (moments[i].host == host && strcmp(moments[i].event, event) == 0 &&
		    moments[i].at_us >= since_us)
			at = moments[i].at_us;
	pthread_mutex_unlock(&moments_lock);
	return at;
}

static void *
event_loop(void *arg)
{
	(void)arg;
	while (virEventRunDefaultImpl() == 0)
		;
	return NULL;
}

/* What libvirt reports is returned to the caller and said there; it does not print by itself. */
static void
quiet(void *arg, virErrorPtr error)
{
	(void)arg;
	(void)error;
}

static int
script_start(const char *name, const struct host *host, struct run *run, struct err *err)
{
	char path[512];
	const char *dir = getenv("VFERRY_LAB");
	const char *argv[] = {path, host->name, NULL};

	if (dir == NULL)
		return err_set(err, -ENOENT, "this is not the lab: run it through qemu-tests/lab/in-lab.sh");
	snprintf(path, sizeof(path), "%s/%s/%s", dir, lab_form()->scripts, name);
	return run_start(run, argv, err);
}

static int
script_wait(const char *name, const struct host *host, struct run *run, struct err *err)
{
	char output[RUN_OUTPUT];
	int code = run_wait(run, SCRIPT_MS, output, sizeof(output), err);

	if (code > 0)
		return err_set(err, -EIO, "%s %s failed with %d: %s", name, host->name, code, output);
	return code;
}

static int
connect_to(struct host *host, struct err *err)
{
	host->conn = virConnectOpen(host->uri);
	if (host->conn == NULL)
		return err_set(err, -EIO, "cannot connect to %s: %s", host->name, virGetLastErrorMessage());
	/* Whatever dies: a call to it ends. */
	virConnectSetKeepAlive(host->conn, 5, 3);
	host->events = virConnectDomainQemuMonitorEventRegister(host->conn, NULL, NULL, on_qemu_event, host,
	                                                        NULL, 0);
	if (host->events < 0)
		return err_set(err, -EIO, "no QEMU events from %s: %s", host->name, virGetLastErrorMessage());
	return lab_form()->set_up(host, err);
}

/* Side by side, as most of it is waiting. Every script that was started is waited for. */
static int
power_on(struct host *hosts, unsigned int n, struct err *err)
{
	struct run runs[LAB_HOSTS];
	unsigned int started = 0;
	int code = 0, ended;

	while (started < n && code == 0) {
		code = script_start(UP, &hosts[started], &runs[started], err);
		started += code == 0;
	}
	for (unsigned int i = 0; i < started; i++) {
		ended = script_wait(UP, &hosts[i], &runs[i], code < 0 ? NULL : err);
		code = code < 0 ? code : ended;
	}
	for (unsigned int i = 0; i < n && code == 0; i++)
		code = connect_to(&hosts[i], err);
	return code;
}

int
host_up(struct host *host, struct err *err)
{
	return power_on(host, 1, err);
}

static void
disconnect(struct host *host)
{
	if (host->conn != NULL) {
		virConnectDomainQemuMonitorEventDeregister(host->conn, host->events);
		virConnectClose(host->conn);
	}
	host->conn = NULL;
	host->events = -1;
}

int
host_kill_libvirtd(struct host *host, struct err *err)
{
	uint64_t deadline = clock_us() + RESTART_MS * 1000ull;
	int code = host_run(host, "kill -9 $(cat /run/libvirt/libvirtd.pid)", NULL, 0, err);

	if (code != 0)
		return code < 0 ? code : err_set(err, -ESRCH, "no libvirtd runs on %s", host->name);
	disconnect(host);
	while ((code = connect_to(host, err)) < 0 && clock_us() < deadline) {
		disconnect(host);
		clock_sleep_ms(50);
	}
	return code;
}

/* The lab's own connection first: a host without power does not say that it is gone. */
int
host_down(struct host *host, struct err *err)
{
	struct run run;
	int code;

	disconnect(host);
	code = script_start(DOWN, host, &run, err);
	return code < 0 ? code : script_wait(DOWN, host, &run, err);
}

int
host_reset(struct host *host, struct err *err)
{
	int code = host_down(host, err);

	return code < 0 ? code : host_up(host, err);
}

int
host_refuse(struct host *host, const char *reason, struct err *err)
{
	char command[256];
	int code;

	if (reason == NULL)
		snprintf(command, sizeof(command), "rm -f " REFUSAL);
	else
		snprintf(command, sizeof(command), "echo '%s' > " REFUSAL, reason);
	code = host_run(host, command, NULL, 0, err);
	return code > 0 ? err_set(err, -EIO, "%s: '%s' failed with %d", host->name, command, code) : code;
}

int
host_run(struct host *host, const char *command, char *output, size_t size, struct err *err)
{
	return lab_form()->run(host, command, output, size, err);
}

const struct lab_form *
lab_form(void)
{
	return getenv("VFERRY_SRIOV") == NULL ? &namespaces_form : &sriov_form;
}

static void
name_host(struct host *host, const char *name)
{
	host->name = name;
	host->events = -1;
	snprintf(host->dir, sizeof(host->dir), "/run/vferry/%s", name);
	snprintf(host->uri, sizeof(host->uri), lab_form()->uri, name);
}

int
lab_up(struct lab *lab, struct err *err)
{
	pthread_t thread;

	*lab = (struct lab){.build = getenv("VFERRY_BUILD")};
	if (lab->build == NULL)
		return err_set(err, -ENOENT, "this is not the lab: run it through qemu-tests/lab/in-lab.sh");
	virSetErrorFunc(NULL, quiet);
	/* libvirt writes to a host that is gone like anyone else. */
	signal(SIGPIPE, SIG_IGN);
	if (virEventRegisterDefaultImpl() < 0 || pthread_create(&thread, NULL, event_loop, NULL) != 0)
		return err_set(err, -EIO, "cannot start libvirt's event loop");
	pthread_detach(thread);
	name_host(&lab->hosts[HOST_A], "hosta");
	name_host(&lab->hosts[HOST_B], "hostb");
	return power_on(lab->hosts, LAB_HOSTS, err);
}

int
lab_reset(struct lab *lab, struct err *err)
{
	int code = 0;

	for (int i = 0; i < LAB_HOSTS && code == 0; i++)
		code = host_down(&lab->hosts[i], err);
	return code < 0 ? code : power_on(lab->hosts, LAB_HOSTS, err);
}

int
lab_holder(const struct host *host)
{
	char path[64];
	int pid = 0;
	FILE *file;

	snprintf(path, sizeof(path), "%s/holder.pid", host->dir);
	file = fopen(path, "r");
	if (file == NULL || fscanf(file, "%d", &pid) != 1)
		pid = 0;
	if (file != NULL)
		fclose(file);
	return pid;
}

/* The kernel keeps the most that a process had. */
static unsigned int
host_peak_mib(const struct host *host)
{
	char path[64], line[128];
	unsigned int kib = 0;
	int pid = lab_holder(host);
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/status", pid);
	file = pid == 0 ? NULL : fopen(path, "r");
	while (file != NULL && fgets(line, sizeof(line), file) != NULL)
		sscanf(line, "VmHWM: %u kB", &kib);
	if (file != NULL)
		fclose(file);
	return kib / 1024;
}

unsigned int
lab_peak_mib(struct lab *lab)
{
	for (int i = 0; i < LAB_HOSTS && lab_form()->host_mib > 0; i++) {
		unsigned int now = host_peak_mib(&lab->hosts[i]);

		lab->peak_mib = now > lab->peak_mib ? now : lab->peak_mib;
	}
	return lab->peak_mib;
}

void
lab_down(struct lab *lab)
{
	for (int i = 0; i < LAB_HOSTS; i++)
		if (lab->hosts[i].name != NULL)
			host_down(&lab->hosts[i], NULL);
}
