/* SPDX-License-Identifier: BSD-3-Clause */
/* pull_guest.c: removals that someone with rights in the guest brings about; see surprise.h. */
#include <stdio.h>
#include <string.h>

#include "matrix/surprise.h"

/* Tells the guest's watcher that it begins. */
#define NOTICE "kill -USR1 $(pidof vf-watch); "
/* The low byte of the command register: bus mastering, and with it I/O and memory. */
#define MASTER  "\\004"
#define ALL     "\\007"
#define COMMAND "| dd of=/sys/bus/pci/devices/%s/config bs=1 seek=4 conv=notrunc"

int
pull_remove(struct room *room, struct err *err)
{
	return room_run(room, err, NOTICE "echo 1 > /sys/bus/pci/devices/%s/remove", room->vfs[0]);
}

int
put_rescan(struct room *room, struct err *err)
{
	return room_run(room, err, "echo 1 > /sys/bus/pci/rescan");
}

int
pull_unbind(struct room *room, struct err *err)
{
	return room_run(room, err, NOTICE "echo %s > /sys/bus/pci/devices/%s/driver/unbind", room->vfs[0],
	                room->vfs[0]);
}

/* The library may have been faster. */
int
put_bind(struct room *room, struct err *err)
{
	return room_run(
	        room, err,
	        "[ -e /sys/bus/pci/devices/%s/driver ] || echo %s > /sys/bus/pci/drivers/%s/bind; true",
	        room->vfs[0], room->vfs[0], room_driver(room));
}

int
pull_decode(struct room *room, struct err *err)
{
	return room_run(room, err, NOTICE "printf '" MASTER "' " COMMAND, room->vfs[0]);
}

int
pull_decode_vfio(struct room *room, struct err *err)
{
	return room_run(room, err, NOTICE "vfio-decode %s", room->pid);
}

int
put_decode(struct room *room, struct err *err)
{
	return room_run(room, err, "printf '" ALL "' " COMMAND, room->vfs[0]);
}

int
pull_numvfs(struct room *room, struct err *err)
{
	return room_run(room, err, NOTICE "vfs 0");
}

int
put_numvfs(struct room *room, struct err *err)
{
	return room_run(room, err, "vfs %u %s %s", room->pairs, vm_mac(0), room_driver(room));
}

int
pull_pf_reset(struct room *room, struct err *err)
{
	return room_run(
	        room, err,
	        NOTICE "n=$(ls /sys/bus/pci/drivers/igb/0000:*/net); ip link set $n down; ip link set $n up");
}

int
put_nothing(struct room *room, struct err *err)
{
	(void)room;
	(void)err;
	return 0;
}
