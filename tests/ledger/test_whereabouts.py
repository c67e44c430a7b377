"""Where a ledger lies, told from a path and a table of mounts; nothing here asks the machine it runs on."""

import os
from pathlib import Path

import pytest

from permtrack.errors import RequestRefused
from permtrack.ledger.whereabouts import Place, Whereabouts, recognised, refuse_shared, whereabouts

MOUNTS = r"""
sysfs /sys sysfs rw,nosuid 0 0
/dev/sda1 / ext4 rw,relatime 0 0
tmpfs /run tmpfs rw 0 0
//files.example/team /srv/team cifs rw,vers=3.1.1 0 0
files.example:/export /srv/nfs nfs4 rw 0 0
files.example:/old /srv/nfs3 nfs rw 0 0
//files.example/new /srv/smb3 smb3 rw 0 0
host /srv/vm 9p rw,trans=virtio 0 0
me@far:/home /srv/ssh fuse.sshfs rw 0 0
far: /srv/clone fuse.rclone rw 0 0
https://far.example/dav /srv/dav fuse rw 0 0
/dev/sdb1 /media/stick fuseblk rw 0 0
/dev/sdc1 /media/old fuse rw 0 0
lxcfs /var/lib/lxcfs fuse.lxcfs rw 0 0
secret /srv/secret fuse.gocryptfs rw 0 0
/dev/sdd1 /srv/team/local ext4 rw 0 0
//files.example/spaces /srv/two\040words\134and\043 cifs rw 0 0
/dev/sde1 /srv/covered ext4 rw 0 0
files.example:/over /srv/covered nfs rw 0 0
systemd-1 /srv/asked autofs rw 0 0
"""


def on_linux(path: str, folders: tuple[str, ...] = ()) -> Whereabouts | None:
    return recognised(path, mounts=MOUNTS, windows=False, is_folder=folders.__contains__)


def on_windows(path: str, drives: str = "Z", folders: tuple[str, ...] = ()) -> Whereabouts | None:
    return recognised(
        path,
        windows=True,
        drive_type=lambda root: 4 if root[0].upper() in drives else 3,
        is_folder=folders.__contains__,
    )


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/srv/team/permtrack.db", "cifs"),
        ("/srv/team/deeper/permtrack.db", "cifs"),
        ("//srv/team/permtrack.db", "cifs"),
        ("/srv/nfs/permtrack.db", "nfs4"),
        ("/srv/nfs3/permtrack.db", "nfs"),
        ("/srv/smb3/permtrack.db", "smb3"),
        ("/srv/vm/permtrack.db", "9p"),
        ("/srv/ssh/permtrack.db", "fuse.sshfs"),
        ("/srv/clone/permtrack.db", "fuse.rclone"),
        ("/srv/dav/permtrack.db", "fuse"),
        ("/srv/two words\\and#/permtrack.db", "cifs"),
        ("/srv/covered/permtrack.db", "nfs"),
    ],
)
def test_a_mounted_share_is_known_by_its_type(path: str, kind: str) -> None:
    assert on_linux(path) == Whereabouts(place=Place.NETWORK_SHARE, known_by=kind)


@pytest.mark.parametrize(
    "path",
    [
        "/permtrack.db",
        "/srv/permtrack.db",
        "/srv/teamwork/permtrack.db",
        "/srv/team/local/permtrack.db",
        "/media/stick/permtrack.db",
        "/media/old/permtrack.db",
        "/var/lib/lxcfs/permtrack.db",
        "/srv/secret/permtrack.db",
        "/srv/asked/permtrack.db",
        "/run/permtrack.db",
    ],
)
def test_a_disk_of_this_computer_is_no_share(path: str) -> None:
    assert on_linux(path) is None


def test_a_table_of_mounts_that_is_empty_or_torn_says_nothing() -> None:
    assert recognised("/srv/permtrack.db", mounts="", windows=False) is None
    assert recognised("/srv/permtrack.db", mounts="x\n\n/dev/sda1 /\ncifs", windows=False) is None


@pytest.mark.parametrize(
    ("path", "known_by"),
    [
        (r"\\files\team\permtrack.db", "a path that begins with \\\\"),
        ("//files/team/permtrack.db", "a path that begins with \\\\"),
        (r"\\?\UNC\files\team\permtrack.db", "a path that begins with \\\\"),
        (r"\\wsl$\Debian\srv\permtrack.db", "a path that begins with \\\\"),
        (r"Z:\permtrack.db", "drive Z:"),
        (r"z:\team\permtrack.db", "drive Z:"),
        (r"\\?\Z:\team\permtrack.db", "drive Z:"),
    ],
)
def test_shares_of_windows(path: str, known_by: str) -> None:
    assert on_windows(path) == Whereabouts(place=Place.NETWORK_SHARE, known_by=known_by)


@pytest.mark.parametrize("path", [r"C:\permtrack.db", r"\\?\C:\permtrack.db", r"D:\team\permtrack.db"])
def test_disks_of_windows(path: str) -> None:
    assert on_windows(path) is None


@pytest.mark.parametrize(
    ("folder", "service"),
    [
        ("OneDrive", "OneDrive"),
        ("onedrive", "OneDrive"),
        ("OneDrive - Wendlebury Council", "OneDrive"),
        ("OneDrive - Two\nlines", "OneDrive"),
        ("SharePoint - Permanence", "SharePoint"),
        ("Dropbox", "Dropbox"),
        ("Dropbox (Wendlebury)", "Dropbox"),
        ("Wendlebury Dropbox", "Dropbox"),
        ("Google Drive", "Google Drive"),
        ("GoogleDrive", "Google Drive"),
        ("My Drive", "Google Drive"),
        ("Shared drives", "Google Drive"),
        ("iCloudDrive", "iCloud"),
        ("iCloud Drive", "iCloud"),
        ("com~apple~CloudDocs", "iCloud"),
        ("Box Sync", "Box"),
        ("Nextcloud", "Nextcloud"),
    ],
)
def test_a_folder_that_is_kept_in_step_is_known_by_its_name(folder: str, service: str) -> None:
    expected = Whereabouts(place=Place.SYNCED_FOLDER, known_by=service)
    assert on_linux(f"/people/iro/{folder}/tracking/permtrack.db") == expected
    assert on_windows(rf"C:\People\iro\{folder}\permtrack.db") == expected


@pytest.mark.parametrize("name", ["OneDrives", "Dropboxes", "drive", "Boxes", "Google", "onedrive.db", "my drives"])
def test_other_names_are_only_names(name: str) -> None:
    assert on_linux(f"/people/iro/{name}/permtrack.db") is None


def test_the_file_s_own_name_says_nothing_of_the_folder() -> None:
    assert on_linux("/people/iro/OneDrive") is None


def test_a_sharepoint_library_lies_beside_the_organisation_s_onedrive() -> None:
    folders = (r"C:\People\iro\OneDrive - Wendlebury",)
    found = on_windows(r"C:\People\iro\Wendlebury\Permanence - Documents\permtrack.db", folders=folders)
    assert found == Whereabouts(place=Place.SYNCED_FOLDER, known_by="SharePoint")
    assert on_windows(r"C:\People\iro\Documents\permtrack.db", folders=folders) is None


@pytest.mark.skipif(os.name == "nt", reason="symbolic links need rights there")
def test_a_link_into_a_synced_folder_is_followed_and_one_out_of_it_counts_too(tmp_path: Path) -> None:
    (tmp_path / "Dropbox").mkdir()
    (tmp_path / "plain").mkdir()
    (tmp_path / "link").symlink_to("Dropbox")
    (tmp_path / "Dropbox" / "out").symlink_to(tmp_path / "plain")
    for path in ("link/permtrack.db", "Dropbox/out/permtrack.db"):
        found = whereabouts(tmp_path / path)
        assert found, path
        assert found.known_by == "Dropbox"
    assert whereabouts(tmp_path / "plain" / "permtrack.db") is None


def test_a_refusal_gives_the_reason_and_the_way_out() -> None:
    found = Whereabouts(place=Place.NETWORK_SHARE, known_by="cifs")
    refuse_shared(found, allowed=True)
    with pytest.raises(RequestRefused) as refused:
        refuse_shared(found, allowed=False)
    assert str(refused.value) == (
        "the ledger would lie on a network share (cifs): locks often fail there, so that two people recording at once "
        "can damage it; nothing was written\n"
        "choose a folder of this computer's own disk, or allow it once with --allow-shared-folder"
    )
