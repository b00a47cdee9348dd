// SPDX-License-Identifier: GPL-2.0-only
/* files.c: the driver's files in sysfs; README.md tells what is in them. Neighbour: igb_uio.h. */
#include <linux/kernel.h>
#include <linux/sched/signal.h>

#include "igb_uio.h"

static const char *const state_names[] = {
        [PROBED] = "probed",   [OPENED] = "opened",       [RELEASED] = "released",
        [REMOVED] = "removed", [UNPLUGGED] = "unplugged",
};

static ssize_t
state_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	const struct udev *udev = dev_get_drvdata(dev);

	return sysfs_emit(buf, "%s\n", state_names[READ_ONCE(udev->state)]);
}
static DEVICE_ATTR_RO(state);

static ssize_t
users_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	const struct udev *udev = dev_get_drvdata(dev);

	return sysfs_emit(buf, "%u\n", READ_ONCE(udev->users));
}
static DEVICE_ATTR_RO(users);

static ssize_t
max_vfs_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%d\n", pci_num_vf(to_pci_dev(dev)));
}

/* As sriov_numvfs of the PCI core. Removal holds the device's lock and waits for the writers of its files, so
 * a writer must not wait for that lock. */
static ssize_t
max_vfs_store(struct device *dev, struct device_attribute *attr, const char *buf, size_t count)
{
	u16 n;
	int err;

	err = kstrtou16(buf, 0, &n);
	if (err)
		return err;
	if (!device_trylock(dev))
		return restart_syscall();
	err = pci_sriov_configure_simple(to_pci_dev(dev), n);
	device_unlock(dev);
	return err < 0 ? err : count;
}
static DEVICE_ATTR_RW(max_vfs);

static struct attribute *max_vfs_attrs[] = {&dev_attr_max_vfs.attr, NULL};
static const struct attribute_group max_vfs_group = {.attrs = max_vfs_attrs};
static struct attribute *udev_attrs[] = {&dev_attr_state.attr, &dev_attr_users.attr, NULL};
static const struct attribute_group udev_group = {.name = KBUILD_MODNAME, .attrs = udev_attrs};
const struct attribute_group *device_groups[] = {&max_vfs_group, &udev_group, NULL};

/* A device takes its files with it: what became of the devices is counted at the driver. */
struct counts counts;

static ssize_t
removed_show(struct device_driver *drv, char *buf)
{
	return sysfs_emit(buf, "%d\n", atomic_read(&counts.removed));
}
static DRIVER_ATTR_RO(removed);

static ssize_t
unplugged_show(struct device_driver *drv, char *buf)
{
	return sysfs_emit(buf, "%d\n", atomic_read(&counts.unplugged));
}
static DRIVER_ATTR_RO(unplugged);

static ssize_t
held_show(struct device_driver *drv, char *buf)
{
	return sysfs_emit(buf, "%d\n", atomic_read(&counts.held));
}
static DRIVER_ATTR_RO(held);

static struct attribute *driver_attrs[] = {
        &driver_attr_removed.attr,
        &driver_attr_unplugged.attr,
        &driver_attr_held.attr,
        NULL,
};
static const struct attribute_group driver_group = {.attrs = driver_attrs};
const struct attribute_group *driver_groups[] = {&driver_group, NULL};
