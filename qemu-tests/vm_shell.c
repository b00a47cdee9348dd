/* SPDX-License-Identifier: BSD-3-Clause */
/* vm_shell.c: commands run inside a guest, over the virtio-serial port that image/init serves; see vm.h. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "lab_form.h"
#include "line.h"
#include "vm.h"

#define ANSWER_MS 35000

int
vm_open_channel(struct host *host, const char *name, const char *channel, struct err *err)
{
	return lab_form()->open_channel(host, name, channel, err);
}

int
vm_ask(struct host *host, const char *name, const char *command, unsigned int timeout_ms, char *output,
       size_t size, struct err *err)
{
	int fd = vm_open_channel(host, name, VM_TEST_CHANNEL, err), code;

	if (fd < 0)
		return fd;
	code = line_ask(fd, command, clock_us() + timeout_ms * 1000ull, output, size);
	close(fd);
	if (code == -ETIMEDOUT)
		err_set(err, code, "guest %s did not answer '%s' within %u ms", name, command, timeout_ms);
	return code;
}

int
vm_run(struct host *host, const char *name, const char *command, char *output, size_t size, struct err *err)
{
	return vm_ask(host, name, command, ANSWER_MS, output, size, err);
}

int
vm_testpmd(struct host *host, const char *name, const char *line, struct err *err)
{
	char command[256];

	snprintf(command, sizeof(command), "echo '%s' > /tmp/commands", line);
	return vm_run(host, name, command, NULL, 0, err);
}

int
vm_bind_vf(struct host *host, const char *name, char *address, size_t size, struct err *err)
{
	static const char command[] =
	        "i=0; while [ $i -lt 100 ]; do for d in /sys/bus/pci/devices/*; do "
	        "[ $(cat $d/class) = 0x020000 ] && [ $(cat $d/vendor) = 0x8086 ] || continue; "
	        "echo igb_uio > $d/driver_override; echo ${d##*/} > /sys/bus/pci/drivers_probe; "
	        "[ -e $d/uio ] && echo -n ${d##*/} && exit 0; done; usleep 50000; i=$((i + 1)); done; exit 1";
	int code = vm_run(host, name, command, address, size, err);

	address[strcspn(address, "\n")] = '\0';
	return code > 0 ? err_set(err, -ENODEV, "the guest never saw the VF that was plugged in") : code;
}

int
vm_type(struct host *host, const char *name, const char *line, char *said, size_t size, struct err *err)
{
	char command[512];

	snprintf(command, sizeof(command),
	         "p() { grep -o 'testpmd> ' /tmp/testpmd.log | wc -l; }; n=$(p); "
	         "b=$(wc -c < /tmp/testpmd.log); echo '%s' > /tmp/commands; "
	         "i=0; while [ $(p) = $n ] && [ $i -lt 200 ]; do usleep 50000; i=$((i + 1)); done; "
	         "tail -c +$((b + 1)) /tmp/testpmd.log | grep -iE 'fail|error|invalid|cannot|not '",
	         line);
	return vm_run(host, name, command, said, size, err);
}
