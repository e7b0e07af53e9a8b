import base64
import secrets

import pytest

from shared.errors import Refused
from shared.sealing import Vault


def a_vault() -> Vault:
    return Vault(base64.b64encode(secrets.token_bytes(32)).decode())


def test_a_sealed_secret_opens_beside_its_subscription_alone():
    vault = a_vault()
    sealed = vault.seal_text("whsec_秘密", bound_to="s-1")
    assert sealed.isascii()
    assert "whsec" not in sealed
    assert vault.unseal_text(sealed, bound_to="s-1") == "whsec_秘密"
    with pytest.raises(Refused):
        vault.unseal_text(sealed, bound_to="s-2")
    with pytest.raises(Refused):
        a_vault().unseal_text(sealed, bound_to="s-1")


@pytest.mark.parametrize("broken", ["", "not base64!", "YWJj", base64.b64encode(bytes(80)).decode()])
def test_what_was_never_sealed_is_refused(broken: str):
    with pytest.raises(Refused):
        a_vault().unseal_text(broken, bound_to="s-1")
